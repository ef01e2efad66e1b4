import { z } from 'zod';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { compareText } from '../../solver/text-order.ts';
import { type ArrivalCounts, BUCKETS_PER_HALF_LIFE, createArrivalCounts } from './arrival-counts.ts';
import { checked } from './checked.ts';

/**
 * Arrivals of requests that outlive their pods. Every pod is counted once, and counts only ever grow. What another replica,
 * or this one before it was restarted, has written can be taken in as often as one likes, because of two counts of the
 * same bucket, pool and profile the larger one holds: they counted the same pods. So the pods that exist have to be
 * recorded before anything is taken in; those that come later are counted on top.
 */
export interface ArrivalLedger extends Pick<ArrivalCounts, 'visit' | 'weigh'> {
  /** @param bucket See `bucketOf`. */
  record(bucket: number, pool: string, profile: string, instances: number): void;
  /** Takes in what `write` wrote. Fails with a sentence where it cannot be read; nothing has changed then. */
  merge(text: string): Result<undefined>;
  /** All that is known, as JSON: the same counts make the same text. */
  write(): string;
  /** The newest bucket with an arrival; -Infinity where there is none. */
  newest(): number;
}

/** After ten half-lives an arrival weighs a thousandth. */
const BUCKETS_KEPT = 10 * BUCKETS_PER_HALF_LIFE;

const recordSchema = z.object({
  v: z.literal(1),
  halfLifeMs: z.number().positive(),
  /** Instances by bucket, pool and profile. */
  arrivals: z.record(
    z.string().regex(/^\d{1,15}$/),
    z.record(z.string(), z.record(z.string(), z.int().positive().max(1e12))),
  ),
});

/** Makes an empty ledger. */
export function createArrivalLedger(halfLifeMs: number): ArrivalLedger {
  const counts = createArrivalCounts();
  let newest = Number.NEGATIVE_INFINITY;

  const record = (bucket: number, pool: string, profile: string, instances: number): void => {
    if (bucket <= newest - BUCKETS_KEPT || instances <= 0) return;
    counts.add(bucket, pool, profile, instances);
    if (bucket <= newest) return;
    newest = bucket;
    counts.dropBefore(newest - BUCKETS_KEPT + 1);
  };

  /** What is known of the buckets from one up to another. */
  const within = (from: number, end: number, pool: string, profile: string): number => {
    let sum = 0;
    for (let bucket = Math.max(from, newest - BUCKETS_KEPT + 1); bucket < Math.min(end, newest + 1); bucket++) {
      sum += counts.get(bucket, pool, profile);
    }
    return sum;
  };

  return {
    record,
    merge(text) {
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        return failure('it is not JSON');
      }
      const read = checked(recordSchema, json);
      if (!read.ok) return read;
      const { cells, endOf } = rebucketed(read.value, halfLifeMs);
      cells.visit((bucket, pool, profile, count) => {
        record(bucket, pool, profile, count - within(bucket, endOf(bucket), pool, profile));
      });
      return ok(undefined);
    },
    write() {
      const arrivals = new Map<number, Map<string, [string, number][]>>();
      counts.visit((bucket, pool, profile, count) => {
        const pools = arrivals.get(bucket) ?? new Map<string, [string, number][]>();
        pools.set(pool, [...(pools.get(pool) ?? []), [profile, count]]);
        arrivals.set(bucket, pools);
      });
      const written = [...arrivals].map(([bucket, pools]) => [
        bucket,
        inOrder([...pools].map(([pool, profiles]) => [pool, inOrder(profiles)])),
      ]);
      return JSON.stringify({ v: 1, halfLifeMs, arrivals: Object.fromEntries(written) });
    },
    visit: counts.visit,
    weigh: counts.weigh,
    newest: () => newest,
  };
}

function inOrder(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries.toSorted(([a], [b]) => compareText(a, b)));
}

/** A record in buckets of another half-life than it may have been written with. */
interface Rebucketed {
  /** What was counted, in the first of the buckets that it may belong in. */
  readonly cells: ArrivalCounts;
  /** The bucket after the last one that the cells of a bucket may belong in: long buckets span several short ones. */
  readonly endOf: (bucket: number) => number;
}

function rebucketed({ halfLifeMs: written, arrivals }: z.infer<typeof recordSchema>, halfLifeMs: number): Rebucketed {
  const cells = createArrivalCounts();
  const ends = new Map<number, number>();
  const begins = (bucket: number): number => (bucket * written) / halfLifeMs;
  for (const [text, pools] of Object.entries(arrivals)) {
    const bucket = Number(text);
    // A short bucket belongs to the long one in which it begins.
    const first = written > halfLifeMs ? Math.ceil(begins(bucket)) : Math.floor(begins(bucket));
    ends.set(first, Math.max(first + 1, Math.ceil(begins(bucket + 1))));
    for (const [pool, profiles] of Object.entries(pools)) {
      for (const [profile, count] of Object.entries(profiles)) cells.add(first, pool, profile, count);
    }
  }
  return { cells, endOf: (bucket) => ends.get(bucket) ?? bucket + 1 };
}

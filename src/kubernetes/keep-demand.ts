import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Result } from '../../solver/model/result.ts';
import type { ArrivalLedger } from '../cluster/arrival-ledger.ts';
import type { KeptRecord } from './kept-record.ts';

/** What keeping the arrivals needs. */
export interface KeepDemandOptions {
  readonly record: KeptRecord;
  readonly ledger: Pick<ArrivalLedger, 'write'>;
  /** Takes in what was written before, by this process or another one. */
  readonly remember: (text: string) => Result<undefined>;
  readonly logger: Logger;
  readonly everyMs?: number;
}

/** Keeps arrivals where a restart finds them. */
export interface KeptDemand {
  /** Writes what has changed a last time. */
  stop(): Promise<void>;
}

/** What a crash may lose. */
const EVERY_MS = 5 * 60_000;
const MOST_TRIES = 3;

/**
 * Takes in the record now, and from then on writes what is new into it. Any number of replicas may do so: each takes in what
 * it finds before it writes, and writes only in place of that. Resolves once the record has been taken in. Call it when
 * all pods that exist have been counted.
 */
export async function keepDemand(options: KeepDemandOptions): Promise<KeptDemand> {
  const { record, ledger, remember, logger, everyMs = EVERY_MS } = options;
  const stopping = new AbortController();
  /** What is known to be stored; undefined where that is not known. */
  let stored: string | undefined;
  let trouble: string | undefined;

  const say = (message: string | undefined): void => {
    if (message !== undefined && message !== trouble) logger.warn({ record: record.name }, message);
    trouble = message;
  };

  /** True where another write came first. */
  const exchange = async (writes: boolean): Promise<boolean> => {
    const found = await record.read();
    if (found.kind !== 'done') {
      say(`arrivals cannot be read: ${'message' in found ? found.message : found.kind}`);
      return false;
    }
    const { text, version } = found.value;
    const taken = text === undefined ? undefined : remember(text);
    say(taken?.ok === false ? `arrivals cannot be read and are begun anew: ${taken.error}` : undefined);
    const now = ledger.write();
    stored = text;
    if (!writes || now === text) return false;
    const written = await record.write(now, version);
    if (written.kind === 'conflict') return true;
    if (written.kind === 'done') stored = now;
    else say(`arrivals cannot be written: ${'message' in written ? written.message : written.kind}`);
    return false;
  };

  const write = async (): Promise<void> => {
    if (stored === ledger.write()) return;
    for (let left = MOST_TRIES; left > 0 && (await exchange(true)); left--);
  };

  await exchange(false);
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      await write();
    }
  };
  const ended = run();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

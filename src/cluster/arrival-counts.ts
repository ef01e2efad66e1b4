/** Arrivals by pool and profile. */
export type ArrivalsByPool = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Arrivals of requests, counted in buckets of time. Only whole numbers are added up, so their order does not matter. */
export interface ArrivalCounts {
  /** @param bucket See `bucketOf`. */
  add(bucket: number, pool: string, profile: string, by: number): void;
  get(bucket: number, pool: string, profile: string): number;
  /** Shows every count that is not 0, the newest bucket first. */
  visit(see: (bucket: number, pool: string, profile: string, count: number) => void): void;
  /**
   * The counts, halved for each half-life between their bucket and this one, which is the newest of all. What older
   * buckets come to is remembered: arrivals are mostly new.
   */
  weigh(newest: number): ArrivalsByPool;
  /** Drops what came before a bucket. */
  dropBefore(bucket: number): void;
}

/** Makes counts without any arrival. */
export function createArrivalCounts(): ArrivalCounts {
  const buckets = new Map<number, Map<string, Map<string, number>>>();
  let older: { readonly newest: number; readonly weighed: ArrivalsByPool } | undefined;

  const visit: ArrivalCounts['visit'] = (see) => {
    for (const bucket of [...buckets.keys()].sort((a, b) => b - a)) {
      for (const [pool, profiles] of buckets.get(bucket) ?? []) {
        for (const [profile, count] of profiles) see(bucket, pool, profile, count);
      }
    }
  };

  const weighOlder = (newest: number): ArrivalsByPool => {
    const weighed = new Map<string, Map<string, number>>();
    visit((bucket, pool, profile, count) => {
      if (bucket < newest) addTo(weighed, pool, profile, count * 0.5 ** ((newest - bucket) / BUCKETS_PER_HALF_LIFE));
    });
    return weighed;
  };

  return {
    add(bucket, pool, profile, by) {
      if (older !== undefined && bucket < older.newest) older = undefined;
      const pools = buckets.get(bucket) ?? new Map<string, Map<string, number>>();
      const profiles = pools.get(pool) ?? new Map<string, number>();
      const count = (profiles.get(profile) ?? 0) + by;
      if (count === 0) profiles.delete(profile);
      else profiles.set(profile, count);
      if (profiles.size === 0) pools.delete(pool);
      else pools.set(pool, profiles);
      if (pools.size === 0) buckets.delete(bucket);
      else buckets.set(bucket, pools);
    },
    get: (bucket, pool, profile) => buckets.get(bucket)?.get(pool)?.get(profile) ?? 0,
    visit,
    weigh(newest) {
      if (older?.newest !== newest) older = { newest, weighed: weighOlder(newest) };
      // Always the older ones first: a sum does not depend on what was remembered.
      return sumOf([older.weighed, buckets.get(newest) ?? new Map()]);
    },
    dropBefore(bucket) {
      older = undefined;
      for (const known of buckets.keys()) if (known < bucket) buckets.delete(known);
    },
  };
}

/** Arrivals added up by pool and profile, in the order given. */
export function sumOf(parts: readonly ArrivalsByPool[]): ArrivalsByPool {
  const total = new Map<string, Map<string, number>>();
  for (const part of parts) {
    for (const [pool, profiles] of part) {
      for (const [profile, count] of profiles) addTo(total, pool, profile, count);
    }
  }
  return total;
}

function addTo(counts: Map<string, Map<string, number>>, pool: string, profile: string, count: number): void {
  const profiles = counts.get(pool) ?? new Map<string, number>();
  profiles.set(profile, (profiles.get(profile) ?? 0) + count);
  counts.set(pool, profiles);
}

/** Buckets in a half-life. Within a bucket all arrivals weigh the same, which is off by at most 3 %. */
export const BUCKETS_PER_HALF_LIFE = 24;

/** The bucket of a moment, in milliseconds since the epoch. */
export function bucketOf(moment: number, halfLifeMs: number): number {
  return Math.floor((moment * BUCKETS_PER_HALF_LIFE) / halfLifeMs);
}

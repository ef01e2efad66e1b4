/** Arrivals of requests, counted in buckets of time. Only whole numbers are added up, so their order does not matter. */
export interface ArrivalCounts {
  /** @param bucket See `bucketOf`. */
  add(bucket: number, pool: string, profile: string, by: number): void;
  get(bucket: number, pool: string, profile: string): number;
  /** Shows every count that is not 0, the newest bucket first. */
  visit(see: (bucket: number, pool: string, profile: string, count: number) => void): void;
  /** Drops what came before a bucket. */
  dropBefore(bucket: number): void;
}

/** Makes counts without any arrival. */
export function createArrivalCounts(): ArrivalCounts {
  const buckets = new Map<number, Map<string, Map<string, number>>>();
  return {
    add(bucket, pool, profile, by) {
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
    visit(see) {
      for (const bucket of [...buckets.keys()].sort((a, b) => b - a)) {
        for (const [pool, profiles] of buckets.get(bucket) ?? []) {
          for (const [profile, count] of profiles) see(bucket, pool, profile, count);
        }
      }
    },
    dropBefore(bucket) {
      for (const known of buckets.keys()) if (known < bucket) buckets.delete(known);
    },
  };
}

/** Buckets in a half-life. Within a bucket all arrivals weigh the same, which is off by at most 3 %. */
export const BUCKETS_PER_HALF_LIFE = 24;

/** The bucket of a moment, in milliseconds since the epoch. */
export function bucketOf(moment: number, halfLifeMs: number): number {
  return Math.floor((moment * BUCKETS_PER_HALF_LIFE) / halfLifeMs);
}

/** The demand that arrivals show in each pool: halved for each half-life between their bucket and the newest one. */
export function weigh(
  counts: readonly Pick<ArrivalCounts, 'visit'>[],
  newest: number,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const demands = new Map<string, Map<string, number>>();
  let [weighed, weight] = [Number.NaN, 0];
  for (const part of counts) {
    part.visit((bucket, pool, profile, count) => {
      if (bucket !== weighed) weight = 0.5 ** (Math.max(0, newest - bucket) / BUCKETS_PER_HALF_LIFE);
      weighed = bucket;
      const demand = demands.get(pool) ?? new Map<string, number>();
      demand.set(profile, (demand.get(profile) ?? 0) + weight * count);
      demands.set(pool, demand);
    });
  }
  return demands;
}

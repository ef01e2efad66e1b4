import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BUCKETS_PER_HALF_LIFE, createArrivalCounts } from './arrival-counts.ts';

const POOLS = ['', 'A100-40GB/static'];
const PROFILES = ['1g.5gb', '3g.20gb'];

const arrival = fc.record({
  bucket: fc.integer({ min: 0, max: 60 }),
  pool: fc.constantFrom(...POOLS),
  profile: fc.constantFrom(...PROFILES),
  by: fc.integer({ min: 1, max: 5 }),
});

describe('arrivals, weighed', () => {
  it('are halved for each half-life, whatever was asked before', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 20 }), (arrivals) => {
        const counts = createArrivalCounts();
        const seen: (typeof arrivals)[number][] = [];
        for (const each of arrivals) {
          counts.add(each.bucket, each.pool, each.profile, each.by);
          seen.push(each);
          const newest = Math.max(...seen.map(({ bucket }) => bucket));
          const weighed = counts.weigh(newest);
          for (const pool of POOLS) {
            for (const profile of PROFILES) {
              const want = seen
                .filter((one) => one.pool === pool && one.profile === profile)
                .reduce((sum, { bucket, by }) => sum + by / 2 ** ((newest - bucket) / BUCKETS_PER_HALF_LIFE), 0);
              const have = weighed.get(pool)?.get(profile) ?? 0;
              assert.ok(Math.abs(have - want) < 1e-9, `${pool} ${profile}: ${have}, not ${want}`);
            }
          }
        }
      }),
    );
  });

  it('are the same number in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 20 }), (arrivals) => {
        const [forth, back] = [createArrivalCounts(), createArrivalCounts()];
        const newest = Math.max(...arrivals.map(({ bucket }) => bucket));
        for (const { bucket, pool, profile, by } of arrivals) {
          forth.add(bucket, pool, profile, by);
          forth.weigh(newest);
        }
        for (const { bucket, pool, profile, by } of arrivals.toReversed()) back.add(bucket, pool, profile, by);
        const texts = (counts: typeof forth): readonly string[] =>
          [...counts.weigh(newest)]
            .flatMap(([pool, profiles]) => [...profiles].map((each) => [pool, ...each].join()))
            .sort();
        assert.deepEqual(texts(forth), texts(back));
      }),
    );
  });
});

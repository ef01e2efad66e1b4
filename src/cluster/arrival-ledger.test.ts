import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bucketOf } from './arrival-counts.ts';
import { type ArrivalLedger, createArrivalLedger } from './arrival-ledger.ts';

const DAY = 24 * 3600 * 1000;

const arrival = fc.record({
  bucket: fc.integer({ min: 480_000, max: 480_300 }),
  pool: fc.constantFrom('A100-40GB/static', 'A30-24GB/carve', ''),
  profile: fc.constantFrom('1g.5gb', '2g.10gb', '3g.20gb'),
  instances: fc.integer({ min: 1, max: 8 }),
});
type Arrival = typeof arrival extends fc.Arbitrary<infer T> ? T : never;

function ledgerOf(arrivals: readonly Arrival[]): ArrivalLedger {
  const ledger = createArrivalLedger(DAY);
  for (const { bucket, pool, profile, instances } of arrivals) ledger.record(bucket, pool, profile, instances);
  return ledger;
}

/** Sums per cell, counted again by hand, of those that are not too old to be kept. */
function cellsOf(arrivals: readonly Arrival[]): Record<string, number> {
  const newest = Math.max(...arrivals.map(({ bucket }) => bucket));
  const sums: Record<string, number> = {};
  for (const { bucket, pool, profile, instances } of arrivals) {
    if (bucket <= newest - 240) continue;
    const key = `${bucket} ${pool} ${profile}`;
    sums[key] = (sums[key] ?? 0) + instances;
  }
  return sums;
}

function seen(ledger: ArrivalLedger): Record<string, number> {
  const cells: Record<string, number> = {};
  ledger.visit((bucket, pool, profile, count) => {
    cells[`${bucket} ${pool} ${profile}`] = count;
  });
  return cells;
}

describe('a ledger of arrivals', () => {
  it('has every arrival of the last ten half-lives once, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 30 }), (arrivals) => {
        const want = cellsOf(arrivals);
        assert.deepEqual(seen(ledgerOf(arrivals)), want);
        assert.deepEqual(seen(ledgerOf(arrivals.toReversed())), want);
        assert.equal(ledgerOf(arrivals).write(), ledgerOf(arrivals.toReversed()).write());
      }),
    );
  });

  it('is found again after a restart, however many of its pods are gone, and nothing counts twice', () => {
    fc.assert(
      fc.property(
        fc.array(arrival, { maxLength: 20 }),
        fc.array(arrival, { maxLength: 5 }),
        fc.nat(20),
        (old, later, left) => {
          const written = ledgerOf(old).write();
          // The pods that still exist are listed and recorded before what was written is taken in.
          const restarted = ledgerOf(old.slice(0, left));
          for (let time = 0; time < 3; time++) assert.ok(restarted.merge(written).ok);
          for (const { bucket, pool, profile, instances } of later) restarted.record(bucket, pool, profile, instances);
          assert.deepEqual(seen(restarted), cellsOf([...old, ...later]));
        },
      ),
    );
  });

  it('is the same after replicas have told each other, in whichever order', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 20 }), fc.nat(20), fc.nat(20), (all, first, second) => {
        const [a, b] = [ledgerOf(all.slice(0, first)), ledgerOf(all.slice(0, second))];
        a.merge(b.write());
        b.merge(a.write());
        assert.deepEqual(seen(a), seen(b));
        assert.deepEqual(seen(a), cellsOf(all.slice(0, Math.max(first, second))));
      }),
    );
  });

  it('keeps all counts when it is read with another half-life', () => {
    const ledger = createArrivalLedger(DAY / 2);
    ledger.merge(ledgerOf([{ bucket: 480_000, pool: '', profile: '1g.5gb', instances: 3 }]).write());
    assert.deepEqual(seen(ledger), { '960000  1g.5gb': 3 });
  });

  it('counts nothing twice when the half-life has been shortened and some of the pods still exist', () => {
    const moment = fc.integer({ min: 0, max: 5 * 3600 * 1000 }).map((after) => 480_000 * 3600 * 1000 + after);
    fc.assert(
      fc.property(
        fc.array(moment, { maxLength: 20 }),
        fc.nat(20),
        fc.array(moment, { maxLength: 4 }),
        fc.constantFrom(2, 3, 6),
        (old, left, later, shorter) => {
          const record = (ledger: ArrivalLedger, halfLifeMs: number, moments: readonly number[]): ArrivalLedger => {
            for (const at of moments) ledger.record(bucketOf(at, halfLifeMs), '', '1g.5gb', 1);
            return ledger;
          };
          const written = record(createArrivalLedger(DAY), DAY, old).write();
          const halfLifeMs = DAY / shorter;
          const restarted = record(createArrivalLedger(halfLifeMs), halfLifeMs, old.slice(0, left));
          for (let time = 0; time < 3; time++) assert.ok(restarted.merge(written).ok);
          record(restarted, halfLifeMs, later);
          const byHour = (moments: Iterable<number>): ReadonlyMap<number, number> =>
            new Map([...Map.groupBy(moments, (at) => at)].map(([hour, each]) => [hour, each.length]));
          const hours: number[] = [];
          restarted.visit((bucket, _pool, _profile, count) => {
            for (let each = 0; each < count; each++) hours.push(Math.floor(bucket / shorter));
          });
          assert.deepEqual(byHour(hours.sort()), byHour([...old, ...later].map((at) => bucketOf(at, DAY)).sort()));
        },
      ),
    );
  });

  const wrong: readonly [text: string, want: RegExp][] = [
    ['', /^it is not JSON$/],
    ['{"v":2}', /^v is 2, expected 1$/],
    ['{"v":1,"halfLifeMs":1,"arrivals":{"x":{}}}', /arrivals/],
    ['{"v":1,"halfLifeMs":1,"arrivals":{"1":{"p":{"1g.5gb":-1}}}}', /arrivals\.1\.p\.1g\.5gb/],
  ];
  for (const [text, want] of wrong) {
    it(`refuses ${text || 'nothing'} and stays as it was`, () => {
      const ledger = ledgerOf([{ bucket: 480_000, pool: '', profile: '1g.5gb', instances: 3 }]);
      const before = ledger.write();
      const merged = ledger.merge(text);
      assert.ok(!merged.ok && want.test(merged.error), merged.ok ? '' : merged.error);
      assert.equal(ledger.write(), before);
    });
  }

  it('stays well under the size of a ConfigMap with five busy pools', () => {
    const ledger = createArrivalLedger(DAY);
    for (let bucket = 480_000; bucket < 480_240; bucket++) {
      for (let pool = 0; pool < 5; pool++) {
        for (const profile of ['1g.10gb', '1g.20gb', '2g.20gb', '3g.40gb', '4g.40gb', '7g.80gb']) {
          ledger.record(bucket, `a-pool-with-a-long-name-${pool}/H100-80GB`, profile, 12_345);
        }
      }
    }
    assert.ok(ledger.write().length < 2 ** 20 / 2, String(ledger.write().length));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { shardUnits } from './shard.ts';
import type { Unit } from './units.ts';

const someCosts = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 60 });

describe('shards', () => {
  const unitsFor = (costs: readonly number[]): readonly Unit[] =>
    costs.map((_, seed) => ({ kind: 'replay', scenario: 0, policy: 'phi', seed }));
  const sharesOf = (costs: readonly number[], of: number): readonly (readonly Unit[])[] => {
    const units = unitsFor(costs);
    return Array.from({ length: of }, (_, index) =>
      shardUnits(units, { index, of }, ({ seed }) => costs[seed] ?? assert.fail()),
    );
  };

  it('hold each unit exactly once, in its order', () => {
    fc.assert(
      fc.property(someCosts, fc.integer({ min: 1, max: 9 }), (costs, of) => {
        const shares = sharesOf(costs, of);
        assert.deepEqual(
          shares.flat().toSorted((a, b) => a.seed - b.seed),
          unitsFor(costs),
        );
        for (const share of shares)
          assert.deepEqual(
            share,
            share.toSorted((a, b) => a.seed - b.seed),
          );
      }),
    );
  });

  it('are balanced: the costliest is one unit alone, or above the mean by less than a unit that shares its shard', () => {
    fc.assert(
      fc.property(someCosts, fc.integer({ min: 1, max: 9 }), (costs, of) => {
        const loads = sharesOf(costs, of).map((share) => share.reduce((sum, { seed }) => sum + (costs[seed] ?? 0), 0));
        // Graham 1969: who came last to a shared shard came when no shard had less, and no unit after the first `of`
        // costs more than that of rank `of`.
        const sorted = costs.toSorted((a, b) => b - a);
        const mean = costs.reduce((sum, cost) => sum + cost, 0) / of;
        assert.ok(Math.max(...loads) <= Math.max(sorted[0] ?? 0, mean + (sorted[of] ?? 0)));
      }),
    );
  });

  it('of equal units differ by one unit at most', () => {
    const sizes = sharesOf(Array(14).fill(1), 4).map((share) => share.length);
    assert.deepEqual(sizes, [4, 4, 3, 3]);
  });
});

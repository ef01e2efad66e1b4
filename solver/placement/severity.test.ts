import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyOccupancy, layoutTable } from '../layout/layout-table.ts';
import { gpu, model } from '../testing/shapes.ts';
import { mfiSeverity } from './severity.ts';

const a100 = model('A100-40GB');
const table = layoutTable(a100);

describe('mfiSeverity', () => {
  const cases: readonly [used: string, gated: number, ungated: number][] = [
    ['', 0, 0],
    // Blocked: one 1g (1), 1g.10gb@6 (2), 3g@4 (4), and 7g (8), which is larger than the 7 slices that are free.
    ['1g.5gb@6*', 7, 15],
    // Blocked: four 1g (4), two 1g.10gb (4), two 2g (4), 3g@0 (4), 4g (4), and 7g (8), larger than 4.
    ['4g.20gb@0*', 20, 28],
    // Slice 3 is left and no more: of all seven 1g six are blocked, the rest is larger.
    ['2g.10gb@0* 1g.5gb@2* 3g.20gb@4*', 6, 40],
    ['7g.40gb@0*', 0, 41],
  ];
  for (const [used, gated, ungated] of cases) {
    it(`of a GPU with "${used}" is ${gated} with the gate and ${ungated} without`, () => {
      const { occupancy } = gpu(used);
      assert.deepEqual(
        [true, false].map((isGated) => mfiSeverity(table, occupancy, { isGated })),
        [gated, ungated],
      );
    });
  }

  it('counts the windows that overlap an occupied slice, on every occupancy', () => {
    for (const occupancy of everyOccupancy(table)) {
      const occupied = table.occupied(occupancy);
      for (const isGated of [true, false]) {
        const blocked = a100.placements.filter(
          ({ window, profile }) =>
            profile.plain && (window & occupied) !== 0 && (!isGated || profile.memory <= table.freeSlices(occupancy)),
        );
        const want = blocked.reduce((sum, { profile }) => sum + profile.memory, 0);
        assert.equal(mfiSeverity(table, occupancy, { isGated }), want);
      }
    }
  });
});

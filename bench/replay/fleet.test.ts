import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { everyOccupancy, layoutTable, occupancyOf } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { model } from '../../solver/testing/shapes.ts';
import { createFleet } from './fleet.ts';

const a100 = model('A100-40GB');
const table = layoutTable(a100);

describe('createFleet', () => {
  it('knows the bucket of every GPU, whatever was put, removed and reclassed', () => {
    const steps = fc.array(fc.tuple(fc.nat(4), fc.constantFrom(...a100.placements), fc.nat(1)), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (changes) => {
        const fleet = createFleet(table, 5, 2);
        const used = Array.from({ length: 5 }, (): Placement[] => []);
        const classes = [0, 0, 0, 0, 0];
        for (const [gpu, placement, ofClass] of changes) {
          const here = used[gpu] ?? [];
          if (here.includes(placement)) {
            fleet.remove(gpu, placement);
            used[gpu] = here.filter((each) => each !== placement);
          } else if (occupancyOf(table, [...here, placement]) !== undefined) {
            fleet.put(gpu, placement);
            used[gpu] = [...here, placement];
          } else {
            fleet.setClass(gpu, ofClass);
            classes[gpu] = ofClass;
          }
        }
        const occupancies = used.map((here) => occupancyOf(table, here));
        for (const occupancy of everyOccupancy(table)) {
          for (const ofClass of [0, 1]) {
            const want = [0, 1, 2, 3, 4].filter((gpu) => occupancies[gpu] === occupancy && classes[gpu] === ofClass);
            assert.equal(fleet.count(occupancy, ofClass), want.length);
            const bucket = ofClass * table.occupancies + occupancy;
            assert.equal(fleet.counts[bucket], want.length);
            assert.equal(fleet.lowest(bucket), want[0] ?? -1);
            assert.equal(fleet.lowest(bucket, 2), want.find((gpu) => gpu >= 2) ?? -1);
            if (ofClass !== 0) continue;
            const members = want.map((_, index) => fleet.nth(occupancy, index)).toSorted((a, b) => a - b);
            assert.deepEqual(members, want);
          }
        }
      }),
    );
  });

  it('refuses a placement whose window is taken', () => {
    const fleet = createFleet(table, 1);
    const [first] = a100.placements;
    if (first === undefined) throw new Error('no placement');
    fleet.put(0, first);
    assert.throws(() => fleet.put(0, first), /1g\.5gb@0 is not free on GPU 0/);
  });
});

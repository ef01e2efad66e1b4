import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { formatPlacement, overlaps } from '../../solver/model/placement.ts';
import { noDemand } from '../../solver/placement/demand.ts';
import { placeJointly } from '../../solver/placement/joint.ts';
import { policies } from '../../solver/placement/policies.ts';
import { createRater } from '../../solver/placement/rater.ts';
import { gpu, model, request } from '../../solver/testing/shapes.ts';
import { UNMARKED } from './chooser.ts';
import { createFleet } from './fleet.ts';
import { createRankedChooser } from './ranked-chooser.ts';

const a100 = model('A100-40GB');

/** Layouts made of placements that come as they may, those that fit. */
const layouts = fc.array(
  fc
    .array(fc.constantFrom(...a100.placements.filter(({ profile }) => profile.plain)), { maxLength: 5 })
    .map((wanted) => {
      const kept: Placement[] = [];
      for (const each of wanted) if (!kept.some((other) => overlaps(other, each))) kept.push(each);
      return kept;
    }),
  { minLength: 1, maxLength: 6 },
);

describe('createRankedChooser', () => {
  for (const policy of policies) {
    it(`takes the place that the extender takes by ${policy.name}`, () => {
      const rater = createRater({ policy, demand: noDemand });
      fc.assert(
        fc.property(layouts, fc.constantFrom(...a100.profiles.filter(({ plain }) => plain)), (gpus, wanted) => {
          const fleet = createFleet(layoutTable(a100), gpus.length);
          for (const [index, used] of gpus.entries()) for (const each of used) fleet.put(index, each);
          const shapes = gpus.map((used) => gpu(used.map((each) => `${formatPlacement(each)}*`).join(' ')));
          const placed = placeJointly(shapes, request(wanted.name), rater);
          const [want] = placed.kind === 'placed' ? placed.choices : [];
          const chooser = createRankedChooser(fleet, rater.of(a100));
          assert.deepEqual(chooser.choose(wanted.ordinal, UNMARKED), want);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('asks the classes of GPUs tier by tier', () => {
    const fleet = createFleet(layoutTable(a100), 3, 2);
    fleet.setClass(2, 1);
    const rating = createRater({ policy: policies[0], demand: noDemand }).of(a100);
    const chooser = createRankedChooser(fleet, rating, (_, { isBandwidthHigh }) =>
      isBandwidthHigh ? [[1], [0]] : [[0, 1]],
    );
    assert.equal(chooser.choose(0, { isBandwidthHigh: true })?.gpu, 2);
    assert.equal(chooser.choose(0, UNMARKED)?.gpu, 0);
    const seven = a100.placements.find(({ profile }) => profile.memory === 8);
    if (seven !== undefined) fleet.put(2, seven);
    assert.equal(chooser.choose(0, { isBandwidthHigh: true })?.gpu, 0);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { everyOccupancy, layoutTable } from '../layout/layout-table.ts';
import { gpu, model, placement } from '../testing/shapes.ts';
import { ccLoss, ecc, mcc } from './configuration-capability.ts';
import { type Demand, noDemand } from './demand.ts';
import { fgdCov, fgdMig } from './fgd.ts';
import { mfiGated, mfiGatedBestFit, mfiUngated, mfiUngatedBestFit } from './mfi.ts';
import { phi } from './phi.ts';
import { compareKeys, type Policy, roundKey } from './policy.ts';
import { createRater } from './rater.ts';

const a100 = model('A100-40GB');

interface Case {
  readonly policy: Policy;
  readonly used: string;
  readonly put: string;
  readonly key: readonly [number, number, number];
  readonly demand?: Demand;
}

const halfOnesHalfFours: Demand = new Map([
  ['1g.5gb', 500],
  ['4g.20gb', 500],
]);

describe('the key of a placement', () => {
  const cases: readonly Case[] = [
    // A 1g at 6 blocks 1g@6, 1g.10gb@6, 3g@4 and 7g; at 0 it blocks 1g@0, 1g.10gb@0, 2g@0, 3g@0, 4g and 7g.
    { policy: ccLoss, used: '', put: '1g.5gb@6', key: [4, 0, 0] },
    { policy: ccLoss, used: '', put: '1g.5gb@0', key: [6, 0, 0] },
    // 18 are free on an empty GPU: 7 + 4 + 3 + 2 + 1 + 1.
    { policy: mcc, used: '', put: '1g.5gb@6', key: [-14, 0, 0] },
    { policy: mcc, used: '', put: '1g.5gb@0', key: [-12, 0, 0] },
    // The same windows, each a sixth; or half of each 1g and 4g, and nothing of the others.
    { policy: ecc, used: '', put: '1g.5gb@6', key: [4 / 6, 0, 0] },
    { policy: ecc, used: '', put: '1g.5gb@6', key: [0.5, 0, 0], demand: halfOnesHalfFours },
    { policy: ecc, used: '', put: '1g.5gb@0', key: [1, 0, 0], demand: halfOnesHalfFours },
    // The same windows by memory: 1 + 2 + 4, and 7g (8) only without the gate, since 7 slices are free.
    { policy: mfiGated, used: '', put: '1g.5gb@6', key: [7, 0, 0] },
    { policy: mfiUngated, used: '', put: '1g.5gb@6', key: [15, 0, 0] },
    // 1 + 2 + 2 + 4 + 4, and 8.
    { policy: mfiGated, used: '', put: '1g.5gb@0', key: [13, 0, 0] },
    { policy: mfiUngated, used: '', put: '1g.5gb@0', key: [21, 0, 0] },
    { policy: mfiGatedBestFit, used: '', put: '1g.5gb@0', key: [13, 8, 6] },
    { policy: mfiUngatedBestFit, used: '', put: '1g.5gb@6', key: [15, 8, 4] },
    // Free 4, 5, 7; of 1g five, of 1g.10gb three, of 2g two are blocked: 5 + 6 + 4. Then 5, 7: 6 + 8 + 6.
    { policy: mfiGated, used: '4g.20gb@0* 1g.5gb@6*', put: '1g.5gb@4', key: [20 - 15, 0, 0] },
    // The last slice: six 1g were blocked, on a full GPU nothing counts. The gate rewards it.
    { policy: mfiGated, used: '2g.10gb@0* 1g.5gb@2* 3g.20gb@4*', put: '1g.5gb@3', key: [-6, 0, 0] },
    { policy: mfiUngated, used: '2g.10gb@0* 1g.5gb@2* 3g.20gb@4*', put: '1g.5gb@3', key: [1, 0, 0] },
    // After 6 only 7g does not fit any more, 7 slices are free; after 0 neither does 4g.
    { policy: fgdMig, used: '', put: '1g.5gb@6', key: [7 / 6, 0, 0] },
    { policy: fgdMig, used: '', put: '1g.5gb@0', key: [14 / 6, 0, 0] },
    { policy: fgdMig, used: '', put: '1g.5gb@0', key: [3.5, 0, 0], demand: halfOnesHalfFours },
    // On 4g@0 four slices are free, lost to 4g and 7g: 8. After 3g@4 nothing is free.
    { policy: fgdMig, used: '4g.20gb@0*', put: '3g.20gb@4', key: [-8 / 6, 0, 0] },
    // Uncovered when empty: 1, 0, 2, 0, 4, 0 slices. After 6, of 7: 1, 1, 1, 3, 3, 7. After 0: 1, 1, 3, 3, 7, 7.
    { policy: fgdCov, used: '', put: '1g.5gb@6', key: [(16 - 7) / 6, 0, 0] },
    { policy: fgdCov, used: '', put: '1g.5gb@0', key: [(22 - 7) / 6, 0, 0] },
    // For 1g and 4g alone: 1 and 4 of 8, then 1 and 3 of 7.
    { policy: fgdCov, used: '', put: '1g.5gb@6', key: [-0.5, 0, 0], demand: halfOnesHalfFours },
  ];
  for (const { policy, used, put, key, demand = noDemand } of cases) {
    const forWhom = demand === noDemand ? '' : ' while half ask for 1g and half for 4g';
    it(`by ${policy.name} for ${put} on "${used}"${forWhom} is ${key.map((part) => +part.toFixed(2))}`, () => {
      const rating = createRater({ policy, demand }).of(a100);
      const found = rating.key(gpu(used).occupancy, placement(a100, put));
      assert.deepEqual(roundKey(found), roundKey(key));
    });
  }
});

describe('mfi-ungated-best-fit', () => {
  for (const name of ['A100-40GB', 'A30-24GB', 'RTX-PRO-6000-Blackwell-96GB']) {
    it(`prefers what phi prefers while all plain profiles of ${name} are in demand`, () => {
      const of = model(name);
      const table = layoutTable(of);
      const ours = createRater({ policy: phi, demand: noDemand }).of(of);
      const theirs = createRater({ policy: mfiUngatedBestFit, demand: noDemand }).of(of);
      // The places that a request may have to choose between, by profile.
      const places = of.profiles.map((profile) =>
        everyOccupancy(table).flatMap((occupancy) =>
          of.placements
            .filter((each) => each.profile === profile && table.after(occupancy, each) !== undefined)
            .map((each) => [occupancy, each] as const),
        ),
      );
      const pairs = fc
        .constantFrom(...places)
        .chain((list) => fc.tuple(fc.constantFrom(...list), fc.constantFrom(...list)));
      fc.assert(
        fc.property(pairs, ([a, b]) => {
          const [order, want] = [ours, theirs].map(({ key }) => Math.sign(compareKeys(key(...a), key(...b))));
          assert.equal(order, want);
        }),
        { numRuns: 1000 },
      );
    });
  }
});

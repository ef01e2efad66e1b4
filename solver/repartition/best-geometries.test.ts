import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { model } from '../testing/shapes.ts';
import { bestGeometries } from './best-geometries.ts';
import { worthOfDemand } from './worth.ts';

const a30 = model('A30-24GB');
const NAMES = ['1g.6gb', '2g.12gb', '4g.24gb'];
const SLICES = [1, 2, 4];
/** Every way to fill an A30 with these, as counts in the order of the names. */
const WAYS = [
  [4, 0, 0],
  [2, 1, 0],
  [0, 2, 0],
  [0, 0, 1],
];

/** The probability that fewer than n are needed where `mean` are in the mean: a sum of Poisson probabilities. */
function chanceBelow(mean: number, n: number): number {
  let [term, sum] = [Math.exp(-mean), 0];
  for (let k = 0; k < n; k++) {
    sum += term;
    term *= mean / (k + 1);
  }
  return sum;
}

/** Memory slices that are needed, in the mean, of so many instances. */
function slicesNeeded(counts: readonly number[], means: readonly number[]): number {
  return counts.reduce((sum, count, at) => {
    for (let n = 1; n <= count; n++) sum += (SLICES[at] ?? 0) * (1 - chanceBelow(means[at] ?? 0, n));
    return sum;
  }, 0);
}

function added(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((count, at) => count + (b[at] ?? 0));
}

describe('bestGeometries', () => {
  for (const means of [
    [2, 1, 1],
    [6, 1, 0.5],
    [1, 4, 0.5],
    [0.5, 0.5, 2.5],
    [5, 3, 2],
  ]) {
    it(`has as many slices that are needed as any way to cut three A30, where ${means} of ${NAMES} are`, () => {
      const mean = (name: string): number => means[NAMES.indexOf(name)] ?? 0;
      const worth = worthOfDemand(
        a30,
        a30.profiles.map(({ name }) => mean(name)),
        a30.profiles.map(() => 12),
      );
      const { objective, bound, geometries } = bestGeometries(a30, 3, worth, { now: () => 0, milliseconds: 1000 });
      const counts = geometries.reduce<readonly number[]>(
        (sum, { geometry, gpus }) =>
          added(
            sum,
            NAMES.map((name) => gpus * (geometry[a30.profiles.findIndex((each) => each.name === name)] ?? 0)),
          ),
        [0, 0, 0],
      );
      const all = WAYS.flatMap((a) => WAYS.flatMap((b) => WAYS.map((c) => added(added(a, b), c))));
      const best = Math.max(...all.map((each) => slicesNeeded(each, means)));
      // A hundredth of a slice is left out of the search. Worth is rounded to hundredths, too, for each instance.
      assert.ok(bound - objective <= 1);
      assert.ok(best - slicesNeeded(counts, means) < 0.06, `${slicesNeeded(counts, means)} of ${best}`);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../cluster/random.ts';
import { standardError } from '../testing/standard-error.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { mean } from './mean.ts';
import { normalQuantile } from './normal.ts';

/** Draws of different shapes from a seed, and their true means. */
function draws(seed: number) {
  const random = createRandom(seed);
  const uniform = () => (random.below(1_000_000) + 0.5) / 1_000_000;
  return {
    normal: { trueMean: 0, draw: () => normalQuantile(uniform()) },
    uniform: { trueMean: 0.5, draw: uniform },
    exponential: { trueMean: 1, draw: () => -Math.log(uniform()) },
  };
}

describe('bootstrapInterval', () => {
  for (const [shape, { trueMean, draw }] of Object.entries(draws(11))) {
    it(`holds the true mean of 20 ${shape} values in about 95 of 100 trials`, () => {
      let [below, above] = [0, 0];
      const trials = 300;
      for (let trial = 0; trial < trials; trial++) {
        const [low, high] = bootstrapInterval(Array.from({ length: 20 }, draw));
        if (high < trueMean) below++;
        if (low > trueMean) above++;
      }
      // 15 misses are expected of 300, with a standard deviation of 3.8.
      assert.ok(below + above >= 4 && below + above <= 27, `${below + above} misses`);
      assert.ok(Math.max(below, above) <= 20, 'not all on one side');
    });
  }

  it("comes near Student's interval where values are normal: 2.023 standard errors of 40 values", () => {
    const { draw } = draws(12).normal;
    const values = Array.from({ length: 40 }, draw);
    const [low, high] = bootstrapInterval(values);
    const width = 2 * 2.0227 * standardError(values);
    assert.ok(Math.abs(high - low - width) < 0.08 * width, `${high - low} instead of ${width}`);
    assert.ok(low < mean(values) && mean(values) < high);
  });

  it('reaches farther to the side to which the values are skewed', () => {
    const values = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 9];
    const [low, high] = bootstrapInterval(values);
    assert.ok(high - mean(values) > 1.3 * (mean(values) - low));
  });

  it('moves and stretches with the values', () => {
    const values = [3, -1, 4, 1, -5, 9, 2, 6];
    const [low, high] = bootstrapInterval(values);
    assert.deepEqual(bootstrapInterval(values.map((value) => 8 * value + 16)), [8 * low + 16, 8 * high + 16]);
  });

  it('is the same every time', () => {
    assert.deepEqual(bootstrapInterval([1, 2, 4, 8]), bootstrapInterval([1, 2, 4, 8]));
  });

  it('stays within the values, however few', () => assert.deepEqual(bootstrapInterval([0, 1]), [0, 1]));

  it('is one point where all values are equal', () => assert.deepEqual(bootstrapInterval([2, 2, 2]), [2, 2]));

  it('is open for one value and for none', () => {
    assert.deepEqual(bootstrapInterval([2]), [-Infinity, Infinity]);
    assert.deepEqual(bootstrapInterval([]), [-Infinity, Infinity]);
  });
});

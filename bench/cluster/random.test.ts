import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from './random.ts';

const COUNT = 40_000;

/** Mean and variance of what `draw` gives. */
function momentsOf(draw: () => number): { readonly mean: number; readonly variance: number } {
  const values = Array.from({ length: COUNT }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT };
}

describe('random choices', () => {
  it('are the same from the same seed and stream, and others from another', () => {
    const draws = (seed: number, stream?: number): readonly number[] => {
      const random = createRandom(seed, stream);
      return [random.uniform(), random.exponential(), random.normal(), random.below(1000)];
    };
    assert.deepEqual(draws(7, 2), draws(7, 2));
    assert.deepEqual(draws(7), draws(7, 0));
    assert.equal(new Set([draws(7, 0), draws(7, 1), draws(7, 2), draws(8, 1)].map(String)).size, 4);
  });

  it('are distributed as they say: mean and variance within five standard errors', () => {
    const random = createRandom(1, 1);
    // A variance's standard error is sqrt((fourth central moment - variance²) / n).
    const laws = [
      { draw: random.uniform, mean: 1 / 2, variance: 1 / 12, fourth: 1 / 80 },
      { draw: random.exponential, mean: 1, variance: 1, fourth: 9 },
      { draw: random.normal, mean: 0, variance: 1, fourth: 3 },
    ];
    for (const { draw, mean, variance, fourth } of laws) {
      const found = momentsOf(draw);
      assert.ok(Math.abs(found.mean - mean) < 5 * Math.sqrt(variance / COUNT), `mean ${found.mean}`);
      assert.ok(
        Math.abs(found.variance - variance) < 5 * Math.sqrt((fourth - variance ** 2) / COUNT),
        `variance ${found.variance}`,
      );
    }
  });

  it('of two streams, or of two neighbouring seeds, do not correlate', () => {
    for (const [one, other] of [
      [createRandom(1, 1), createRandom(1, 2)],
      [createRandom(1, 1), createRandom(2, 1)],
    ] as const) {
      const { mean } = momentsOf(() => (one.uniform() - 0.5) * (other.uniform() - 0.5));
      assert.ok(Math.abs(mean) < 5 / (12 * Math.sqrt(COUNT)), `covariance ${mean}`);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { model, profile } from '../testing/shapes.ts';
import { poissonTail } from './poisson-tail.ts';
import { worthOfDemand, worthOfFirst } from './worth.ts';

const a100 = model('A100-40GB');

describe('poissonTail', () => {
  it('is 1 - exp(-a), then 1 - (1 + a) exp(-a), then 1 - (1 + a + a^2 / 2) exp(-a)', () => {
    const [a, e] = [1.5, Math.exp(-1.5)];
    const want = [1, 1 - e, 1 - (1 + a) * e, 1 - (1 + a + (a * a) / 2) * e];
    for (const [n, tail] of poissonTail(a, 3).entries()) assert.ok(Math.abs(tail - (want[n] ?? 0)) < 1e-12);
  });

  it('adds up to the mean, for any mean', () => {
    for (const mean of [0.1, 3, 250, 20_000]) {
      const sum = poissonTail(mean, mean * 2 + 50)
        .slice(1)
        .reduce((all, tail) => all + tail, 0);
      assert.ok(Math.abs(sum - mean) < 1e-6 * mean + 1e-6, `${mean}: ${sum}`);
    }
  });
});

describe('worthOfDemand', () => {
  it('says what each further instance is worth in hundredths of a memory slice', () => {
    // 2 slices times 1 - exp(-1.5) = .7769, .4422, .1912, .0656, .0186, .0045, .0009: the last rounds to 0.
    const needed = a100.profiles.map(({ name }) => (name === '2g.10gb' ? 1.5 : 0));
    const worth = worthOfDemand(
      a100,
      needed,
      a100.profiles.map(() => 20),
    );
    const { ordinal } = profile(a100, '2g.10gb');
    assert.deepEqual(
      worth[ordinal]?.map((step) => step.worth),
      [155, 88, 38, 13, 4, 1],
    );
    assert.equal(worth.flat().length, 6, 'what is not needed is worth nothing');
  });

  it('joins what is worth the same, and ends with what there can be', () => {
    const needed = a100.profiles.map(() => 5000);
    const worth = worthOfDemand(
      a100,
      needed,
      a100.profiles.map(() => 4000),
    );
    for (const { ordinal, memory } of a100.profiles) {
      assert.deepEqual(worth[ordinal], [{ worth: memory * 100, count: 4000 }]);
    }
  });

  it('never rises', () => {
    for (const mean of [0.3, 40, 3000]) {
      const worth = worthOfDemand(
        a100,
        a100.profiles.map(() => mean),
        a100.profiles.map(() => 9000),
      );
      for (const steps of worth) {
        assert.deepEqual(
          steps.map((step) => step.worth),
          [...new Set(steps.map((step) => step.worth))].sort((a, b) => b - a),
        );
      }
    }
  });
});

describe('worthOfFirst', () => {
  it('adds up the steps that are reached', () => {
    const steps = [
      { worth: 5, count: 2 },
      { worth: 1, count: 3 },
    ];
    assert.deepEqual(
      [0, 1, 2, 3, 5, 9].map((count) => worthOfFirst(steps, count)),
      [0, 5, 10, 11, 13, 13],
    );
  });
});

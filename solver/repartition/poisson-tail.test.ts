import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { poissonTail } from './poisson-tail.ts';

describe('poissonTail', () => {
  it('is one minus the sum of the probabilities below', () => {
    // Mean 2: e^-2 = 0.135335; 0, 1 and 2 have 0.135335, 0.270671 and 0.270671.
    const tail = poissonTail(2, 3);
    for (const [n, want] of [1, 0.864665, 0.593994, 0.323324].entries()) {
      assert.ok(Math.abs((tail[n] ?? 0) - want) < 1e-6, `${n}: ${tail[n]}`);
    }
  });

  it('is certain that nothing is needed where nothing is in use', () => {
    assert.deepEqual(poissonTail(0, 2), [1, 0, 0]);
  });

  it('is a half near a large mean, and falls', () => {
    const tail = poissonTail(5000, 6000);
    assert.ok(Math.abs((tail[5000] ?? 0) - 0.5) < 0.01);
    assert.ok(tail.every((chance, n) => n === 0 || chance <= (tail[n - 1] ?? 0)));
  });
});

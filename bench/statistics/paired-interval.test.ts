import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pairedInterval } from './paired-interval.ts';

describe('pairedInterval', () => {
  it('tells a small steady difference from none', () => {
    const differences = Array.from({ length: 20 }, (_, seed) => 0.5 + ((seed * 7) % 20) / 20 - 0.475);
    const { mean, low, high } = pairedInterval(differences);
    assert.ok(Math.abs(mean - 0.5) < 1e-12);
    assert.ok(low > 0.3 && low < 0.45 && high > 0.55 && high < 0.7, `${low} to ${high}`);
  });

  it('does not take noise around nothing for a difference', () => {
    const { low, high } = pairedInterval(Array.from({ length: 20 }, (_, seed) => (seed % 2 === 0 ? 3 : -3) + 0.1));
    assert.ok(low < 0 && high > 0);
  });

  it('has no width where every seed gives the same', () => {
    assert.deepEqual(pairedInterval([0, 0, 0]), { mean: 0, low: 0, high: 0 });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { quantile } from './quantile.ts';

describe('quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  for (const [share, want] of [
    [0, 1],
    [0.07, 7],
    [0.5, 50],
    [0.95, 95],
    [0.991, 100],
    [1, 100],
  ] as const) {
    it(`of 1 to 100 at ${share} is ${want}`, () => assert.equal(quantile(hundred, share), want));
  }

  it('of an odd number of samples at one half is the middle one', () => assert.equal(quantile([9, 1, 4], 0.5), 4));

  it('is not a number without samples', () => assert.equal(quantile([], 0.5), Number.NaN));

  it('is the smallest sample that the share of samples do not exceed', () => {
    const samples = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 20 }), (values, twentieths) => {
        const got = quantile(values, twentieths / 20);
        const upTo = (limit: number) => values.filter((value) => value <= limit).length;
        assert.ok(20 * upTo(got) >= twentieths * values.length);
        assert.ok(values.includes(got) && 20 * upTo(got - 1) < twentieths * values.length);
      }),
      { seed: 4 },
    );
  });
});

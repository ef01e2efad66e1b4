import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalProbability, normalQuantile } from './normal.ts';

/** Printed in Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.1. */
const PRINTED = [
  [0, 0.5],
  [0.5, 0.691462461274013],
  [1, 0.841344746068543],
  [1.5, 0.933192798731142],
  [2, 0.977249868051821],
  [3, 0.99865010196837],
] as const;

describe('the normal distribution', () => {
  for (const [x, want] of PRINTED) {
    it(`${want} of its values are at most ${x}`, () => {
      assert.ok(Math.abs(normalProbability(x) - want) < 1e-14);
      assert.ok(Math.abs(normalProbability(-x) - (1 - want)) < 1e-14);
      assert.ok(Math.abs(normalQuantile(want) - x) < 1e-12);
    });
  }

  it('has its 97.5 % quantile at 1.959964', () => {
    assert.equal(normalQuantile(0.975).toFixed(12), '1.959963984540');
    assert.equal(normalQuantile(0.025).toFixed(12), '-1.959963984540');
  });

  it('ends at eight', () => {
    assert.deepEqual([normalProbability(-40), normalProbability(40)], [0, 1]);
    assert.equal(normalQuantile(0), -8);
    assert.ok(normalQuantile(1) > 7.9);
  });
});

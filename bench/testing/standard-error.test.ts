import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { standardError } from './standard-error.ts';

describe('standardError', () => {
  it('of 2, 4, 4, 4, 5, 5, 7, 9: the squares of the deviations sum to 32', () => {
    assert.equal(standardError([2, 4, 4, 4, 5, 5, 7, 9]), Math.sqrt(32 / 7 / 8));
  });

  it('of equal values: no error', () => assert.equal(standardError([3, 3, 3]), 0));

  it('of one value: the error is not known', () => assert.equal(standardError([3]), Number.NaN));
});

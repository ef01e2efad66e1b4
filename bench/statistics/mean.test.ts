import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mean } from './mean.ts';

describe('mean', () => {
  it('of 2, 4, 4, 4, 5, 5, 7, 9', () => assert.equal(mean([2, 4, 4, 4, 5, 5, 7, 9]), 5));

  it('of nothing: no number', () => assert.equal(mean([]), Number.NaN));
});

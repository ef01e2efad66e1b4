import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { bitCount } from './bit-count.ts';

it('bitCount counts the ones of the binary form', () => {
  fc.assert(
    fc.property(fc.nat(), (mask) => {
      assert.equal(bitCount(mask), mask.toString(2).replaceAll('0', '').length);
    }),
  );
});

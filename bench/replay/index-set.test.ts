import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createIndexSet } from './index-set.ts';

describe('createIndexSet', () => {
  it('knows its lowest member from any number on, whatever was added and deleted', () => {
    const limits = fc.constantFrom(1, 31, 32, 33, 1000, 1024, 1025, 40_000);
    const changes = (limit: number): fc.Arbitrary<readonly [number, boolean][]> =>
      fc.array(fc.tuple(fc.nat(limit - 1), fc.boolean()), { maxLength: 60 });
    fc.assert(
      fc.property(
        limits.chain((limit) => fc.tuple(fc.constant(limit), changes(limit), fc.nat(limit - 1))),
        ([limit, steps, from]) => {
          const set = createIndexSet(limit);
          const plain = new Set<number>();
          for (const [index, isAdded] of steps) {
            if (isAdded) {
              set.add(index);
              plain.add(index);
            } else {
              set.delete(index);
              plain.delete(index);
            }
          }
          const sorted = [...plain].toSorted((a, b) => a - b);
          assert.equal(set.lowest(), sorted[0] ?? -1);
          assert.equal(set.lowest(from), sorted.find((index) => index >= from) ?? -1);
          assert.equal(set.lowest(limit), -1);
        },
      ),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { stackLabels } from './stacked-labels.ts';

describe('stackLabels', () => {
  it('leaves alone what has room', () => assert.deepEqual(stackLabels([10, 30, 50], 12, 0, 100), [10, 30, 50]));

  it('moves two that collide apart by as much', () => assert.deepEqual(stackLabels([50, 50], 10, 0, 100), [45, 55]));

  it('keeps off the ends', () => {
    assert.deepEqual(stackLabels([0, 0, 99], 10, 0, 100), [0, 10, 99]);
    assert.deepEqual(stackLabels([98, 99], 10, 0, 100), [90, 100]);
  });

  const labels = fc
    .array(fc.integer({ min: 0, max: 200 }), { maxLength: 16 })
    .map((all) => all.toSorted((a, b) => a - b));

  it('never lets labels cover each other, keeps their order and stays inside', () => {
    fc.assert(
      fc.property(labels, (wanted) => {
        const places = stackLabels(wanted, 12, 0, 200);
        assert.equal(places.length, wanted.length);
        for (const [index, place] of places.entries()) {
          assert.ok(place >= -1e-9 && place <= 200 + 1e-9);
          if (index > 0) assert.ok(place - (places[index - 1] ?? 0) >= 12 - 1e-9);
        }
      }),
    );
  });

  it('moves them no farther, in squares, than any other places with these gaps', () => {
    const cost = (wanted: readonly number[], places: readonly number[]): number =>
      places.reduce((sum, place, index) => sum + (place - (wanted[index] ?? 0)) ** 2, 0);
    const others = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(labels, others, fc.integer({ min: -100, max: 200 }), (wanted, spaces, first) => {
        let next = first;
        const other = wanted.map((_, index) => {
          next += index === 0 ? 0 : 12 + (spaces[index] ?? 0);
          return next;
        });
        fc.pre(other.every((place) => place >= 0 && place <= 200));
        assert.ok(cost(wanted, stackLabels(wanted, 12, 0, 200)) <= cost(wanted, other) + 1e-6);
      }),
    );
  });
});

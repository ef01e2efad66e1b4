import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { model, profile } from '../../solver/testing/shapes.ts';
import { fragmentationIndex, type WeighedHeadroom } from './fragmentation-index.ts';

const a100 = model('A100-40GB');
const of = (name: string, share: number, now: number, reshaped: number, repacked: number): WeighedHeadroom => ({
  profile: profile(a100, name),
  share,
  now,
  reshaped,
  repacked,
});

const rung = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)).map((counts) => counts.toSorted((a, b) => a - b));
const headroom = fc
  .tuple(rung, rung, rung, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([[a1 = 0, b1 = 0, c1 = 0], [a2 = 0, b2 = 0, c2 = 0], [a3 = 0, b3 = 0, c3 = 0], share]) => [
    of('1g.5gb', share / 2, a1, b1, c1),
    of('2g.10gb', share / 2, a2, b2, c2),
    of('3g.20gb', 1 - share, a3, b3, c3),
  ]);

describe('the fragmentation index', () => {
  const cases: readonly [string, readonly WeighedHeadroom[], number, number][] = [
    // 1g: 2 of 4 instances (2 slices) by shape; 3g: 1 of 2 (4 slices) by placement. Usable: (4 x 1 + 2 x 4) / 2 = 6.
    ['splits by what would help', [of('1g.5gb', 0.5, 2, 4, 4), of('3g.20gb', 0.5, 1, 1, 2)], 1 / 6, 2 / 6],
    ['leaves out what nobody asks for', [of('1g.5gb', 1, 4, 4, 4), of('3g.20gb', 0, 0, 0, 2)], 0, 0],
    ['is 1 where nothing can be had as things are', [of('2g.10gb', 1, 0, 0, 3)], 0, 1],
    ['is 0 in a pool that is full', [of('1g.5gb', 1, 0, 0, 0)], 0, 0],
    ['is 0 without any profile', [], 0, 0],
  ];
  for (const [name, given, wantShape, wantPlacement] of cases) {
    it(name, () => {
      const { index, shape, placement } = fragmentationIndex(given);
      assert.ok(Math.abs(shape - wantShape) < 1e-12 && Math.abs(placement - wantPlacement) < 1e-12);
      assert.ok(Math.abs(index - wantShape - wantPlacement) < 1e-12);
    });
  }

  it('lies between 0 and 1, and is 0 exactly where every profile in demand can have now what it ever could', () => {
    fc.assert(
      fc.property(headroom, (given) => {
        const { index, shape, placement } = fragmentationIndex(given);
        assert.ok(shape >= 0 && placement >= 0 && index <= 1 + 1e-9);
        const isStranded = given.some(({ share, now, repacked }) => share > 1e-9 && now < repacked);
        if (isStranded) assert.ok(index > 0);
        if (given.every(({ share, now, repacked }) => share === 0 || now === repacked)) assert.equal(index, 0);
      }),
    );
  });

  it('is the same for a pool twice as large', () => {
    fc.assert(
      fc.property(headroom, (given) => {
        const twice = given.map((each) => ({
          ...each,
          now: 2 * each.now,
          reshaped: 2 * each.reshaped,
          repacked: 2 * each.repacked,
        }));
        assert.ok(Math.abs(fragmentationIndex(given).index - fragmentationIndex(twice).index) < 1e-9);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { model, placement, profile } from '../testing/shapes.ts';
import { excludes, formatPlacement, overlaps, placementAt } from './placement.ts';

const a100 = model('A100-40GB');

describe('placements', () => {
  it('are written as PROFILE@START', () => {
    for (const each of a100.placements) assert.equal(placement(a100, formatPlacement(each)), each);
  });

  it('have the window [start, start + memory slices)', () => {
    assert.equal(placement(a100, '3g.20gb@4').window, 0b11110000);
    assert.equal(placement(a100, '1g.5gb@6').window, 0b01000000);
    assert.equal(placement(model('RTX-PRO-6000-Blackwell-96GB'), '1g.24gb@9').window, 0b111000000000);
  });

  it('are refused where their profile cannot start, with the starts it has', () => {
    const refused = placementAt(a100, profile(a100, '3g.20gb'), 2);
    assert.equal(refused.ok || refused.error, '3g.20gb cannot start at memory slice 2, only at 0, 4');
  });

  it('are found by profile and start', () => {
    const found = placementAt(a100, profile(a100, '2g.10gb'), 4);
    assert.equal(found.ok && formatPlacement(found.value), '2g.10gb@4');
  });

  const pairs: readonly [a: string, b: string, overlap: boolean, exclude: boolean][] = [
    ['4g.20gb@0', '3g.20gb@4', false, false],
    ['3g.20gb@0', '2g.10gb@2', true, true],
    ['1g.5gb+me@0', '1g.5gb+me@1', false, true],
    ['1g.5gb+me@0', '1g.5gb@1', false, false],
  ];
  for (const [a, b, overlap, exclude] of pairs) {
    it(`${a} and ${b}: ${overlap ? 'overlap' : 'do not overlap'}, ${exclude ? 'exclude each other' : 'go together'}`, () => {
      const [one, other] = [placement(a100, a), placement(a100, b)];
      assert.deepEqual([overlaps(one, other), excludes(a100, one, other)], [overlap, exclude]);
    });
  }
});

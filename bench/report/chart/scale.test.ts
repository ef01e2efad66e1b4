import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gapScale, linearScale, logScale, markedScale, type Scale, shareScale } from './scale.ts';

function texts({ ticks }: Scale): readonly string[] {
  return ticks.map(({ text }) => text);
}

describe('scales', () => {
  it('put the least value at one end and the greatest at the other', () => {
    const scales = [linearScale([2, 8], [10, 110]), logScale([2, 4, 8], [10, 110]), markedScale([2, 8], [10, 110])];
    for (const scale of scales) {
      assert.ok(Math.abs(scale.at(2) - 10) < 0.1);
      assert.ok(Math.abs(scale.at(8) - 110) < 0.1);
    }
  });

  it('mark round values', () => {
    assert.deepEqual(texts(linearScale([0, 23], [0, 300])), ['0', '5', '10', '15', '20']);
    assert.deepEqual(texts(linearScale([0, 0.9], [300, 0])), ['0', '0.2', '0.4', '0.6', '0.8']);
    assert.deepEqual(texts(markedScale([0.7, 0.85, 1], [0, 300])), ['0.7', '0.85', '1']);
  });

  it('leave out marks that would run into each other', () => {
    const { ticks } = logScale([8, 9, 10, 400], [0, 300]);
    assert.deepEqual(
      ticks.map(({ text }) => text),
      ['8', '400'],
    );
  });

  it('draw equal ratios of what is missing as equal distances', () => {
    const { at } = shareScale([0.6, 0.99], [300, 0]);
    assert.ok(Math.abs(at(0.6) - at(0.8) - (at(0.8) - at(0.9))) < 1e-9);
    assert.ok(at(0.9) < at(0.8));
  });

  it('have a place for who accepts everything, and for all alike', () => {
    assert.equal(shareScale([0.9, 1], [300, 0]).at(1), 0);
    assert.deepEqual(texts(shareScale([0.99, 1], [300, 0])), ['99', '99.5', '≥ 99.9']);
    for (const values of [[], [1, 1], [0.5], [0, 1], [0]]) {
      for (const scale of [shareScale(values, [300, 0]), gapScale(values, [300, 0])])
        for (const value of [0, 0.5, 1]) assert.ok(Number.isFinite(scale.at(value)), `${value} of ${values}`);
    }
  });

  it('draw gaps by their square root, those to the other side, too', () => {
    const { at } = gapScale([-0.01, 0.04], [0, 300]);
    assert.equal(at(0), 100);
    assert.ok(Math.abs(at(0.01) - 200) < 1e-9);
    assert.equal(at(-0.01), 0);
  });

  it('keep what lies outside at their ends', () => {
    const { at } = linearScale([0, 1], [0, 100]);
    assert.deepEqual([at(-1), at(2)], [0, 100]);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpu, staticNode } from '../testing/shapes.ts';
import { possibleUses } from './possible-uses.ts';

describe('possibleUses', () => {
  it('leaves one way where nothing is hidden: all open instances idle', () => {
    const shape = gpu('2g.10gb@0* 3g.20gb@4');
    const [only, ...others] = possibleUses(staticNode([shape]))(shape);
    assert.deepEqual([others.length, only?.probability, only?.use.ways.length], [0, 1, 1]);
    assert.deepEqual(only?.use.ways[0]?.idle, shape.open);
  });

  it('gives every set of instances the same chance', () => {
    // Two of four 1g are used, two on each GPU: the first GPU has 0, 1 or 2 of them in 1, 4 and 1 of the 6 cases.
    const [first, second] = [gpu('1g.5gb@0 1g.5gb@1'), gpu('1g.5gb@4 1g.5gb@5')];
    const uses = possibleUses(staticNode([first, second], { '1g.5gb': 2 }))(first);
    const chances = uses.map(({ use, probability }) => [
      use.used.get('1g.5gb') ?? 0,
      use.ways.length,
      Math.round(probability * use.ways.length * 6),
    ]);
    assert.deepEqual(
      chances.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
      [
        [0, 1, 1],
        [1, 2, 4],
        [2, 1, 1],
      ],
    );
  });

  it('makes chances that sum to 1 on every GPU', () => {
    const shapes = ['1g.5gb@0 1g.5gb@1 2g.10gb@2 3g.20gb@4', '2g.10gb@0 2g.10gb@4 1g.5gb@6', '3g.20gb@0 3g.20gb@4*'];
    const node = staticNode(
      shapes.map((text) => gpu(text)),
      { '1g.5gb': 2, '2g.10gb': 1, '3g.20gb': 1 },
    );
    for (const shape of node.gpus) {
      const sum = possibleUses(node)(shape).reduce(
        (all, { use, probability }) => all + probability * use.ways.length,
        0,
      );
      assert.ok(Math.abs(sum - 1) < 1e-12);
    }
  });

  it('knows which are used where all of a profile are', () => {
    const shape = gpu('2g.10gb@0 2g.10gb@2');
    const uses = possibleUses(staticNode([shape], { '2g.10gb': 2 }))(shape);
    assert.deepEqual(
      uses.map(({ use, probability }) => [probability, use.ways[0]?.idle]),
      [[1, []]],
    );
  });
});

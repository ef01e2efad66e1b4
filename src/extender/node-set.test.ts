import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clusterOf, nodeObject } from '../testing/objects.ts';
import { isNodeNames, nodeSetOf, ordinalsIn, readNodeNames } from './node-set.ts';

const names = Array.from({ length: 70 }, (_, index) => `n${String(index).padStart(2, '0')}`);
const cluster = clusterOf(...names.map((name) => nodeObject(name)));

function read(listed: readonly string[]): readonly string[] | undefined {
  return readNodeNames(cluster, Buffer.from(JSON.stringify(listed)));
}

describe('nodeSetOf', () => {
  it('has every node that was named, once, in whatever order, as texts and as JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(69)), (picked) => {
        const listed = picked.map((ordinal) => names[ordinal] ?? '');
        const list = read(listed) ?? assert.fail();
        assert.deepEqual(list, listed);
        for (const each of [listed, list]) {
          const { masks, strangers } = nodeSetOf(cluster, each);
          assert.deepEqual(
            [...masks].flatMap((mask, block) => ordinalsIn(block, mask)),
            [...new Set(picked)].toSorted((a, b) => a - b),
          );
          assert.deepEqual(strangers, []);
        }
      }),
    );
  });

  it('keeps the names of strangers', () => {
    assert.deepEqual(nodeSetOf(cluster, ['n01', 'elsewhere']).strangers, ['elsewhere']);
    assert.equal(read(['n01', 'elsewhere']), undefined);
  });

  it('makes the set of a list that was read anew once nodes have come or gone', () => {
    const list = read(['n00', 'n69']) ?? assert.fail();
    const later = clusterOf(...['m', 'n69'].map((name) => nodeObject(name)));
    const { masks, strangers } = nodeSetOf(later, list);
    assert.deepEqual(
      [...masks].flatMap((mask, block) => ordinalsIn(block, mask)),
      [1],
    );
    assert.deepEqual(strangers, ['n00']);
  });

  it('knows the lists it has seen', () => {
    const list = ['n00'];
    assert.deepEqual([isNodeNames(list), isNodeNames(read(list))], [false, true]);
    nodeSetOf(cluster, list);
    assert.deepEqual([isNodeNames(list), isNodeNames([0]), isNodeNames(null)], [true, false, false]);
  });
});

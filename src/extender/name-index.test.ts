import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clusterOf, nodeObject } from '../testing/objects.ts';
import { createNameIndex } from './name-index.ts';
import { nodeSetOf, ordinalsIn } from './node-set.ts';

describe('createNameIndex', () => {
  it('finds every name at its place and no other, as a Map does', () => {
    const names = fc.uniqueArray(
      fc.oneof(fc.string({ maxLength: 12 }), fc.stringMatching(/^node-[0-9]{1,4}\.example$/)),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(names, fc.array(fc.string({ maxLength: 12 })), (known, others) => {
        const index = createNameIndex(known);
        const map = new Map(known.map((name, ordinal) => [name, ordinal]));
        for (const name of [...known, ...others]) assert.equal(index(name), map.get(name) ?? -1);
      }),
    );
  });

  it('stays right where names differ only in places that are not looked at first', () => {
    // Each position has few different characters, so that many names share a place.
    const names = Array.from({ length: 4096 }, (_, index) => index.toString(2).padStart(64, '0'));
    const index = createNameIndex(names);
    for (const [ordinal, name] of names.entries()) assert.equal(index(name), ordinal);
    assert.equal(index('1'.repeat(64)), -1);
  });

  it('knows no name in an empty list', () => assert.equal(createNameIndex([])('a'), -1));
});

describe('nodeSetOf', () => {
  const names = Array.from({ length: 70 }, (_, index) => `n${String(index).padStart(2, '0')}`);
  const cluster = clusterOf(...names.map((name) => nodeObject(name)));

  it('has every node that was named, once, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(69)), (picked) => {
        const { masks, strangers } = nodeSetOf(
          cluster,
          picked.map((ordinal) => names[ordinal] ?? ''),
        );
        const found = [...masks].flatMap((mask, block) => ordinalsIn(block, mask));
        assert.deepEqual(
          found,
          [...new Set(picked)].toSorted((a, b) => a - b),
        );
        assert.deepEqual(strangers, []);
      }),
    );
  });

  it('keeps the names of strangers', () => {
    assert.deepEqual(nodeSetOf(cluster, ['n01', 'elsewhere']).strangers, ['elsewhere']);
  });
});

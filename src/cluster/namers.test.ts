import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createNamers } from './namers.ts';

describe('which nodes name a pod', () => {
  it('is what their latest lists say, whatever they said before', () => {
    const nodes = ['n1', 'n2', 'n3'];
    const pods = ['x/a', 'x/b', 'x/c'];
    const change = fc.record({
      node: fc.constantFrom(...nodes),
      // A node may name a pod as the holder of several instances.
      named: fc.array(fc.constantFrom(...pods), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const namers = createNamers();
        const latest = new Map<string, readonly string[]>();
        for (const { node, named } of changes) {
          namers.replace(node, latest.get(node) ?? [], named);
          latest.set(node, named);
        }
        for (const pod of pods) {
          const want = nodes.filter((node) => latest.get(node)?.includes(pod));
          assert.deepEqual([...namers.of(pod)].sort(), want);
        }
      }),
    );
  });
});

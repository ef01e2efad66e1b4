import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fleetFrom } from '../../testing/fleets.ts';
import { clusterOf, nodeObject, podObject } from '../../testing/objects.ts';
import { wireNode } from '../live/node-text.ts';
import { findGpu, gpusOfPod, withChange } from './fleet.ts';

const held = nodeObject('b', { gpus: ['3g.20gb@0=x/p 3g.20gb@4', ''] });
const before = clusterOf(
  nodeObject('a', { gpus: [''] }),
  held,
  podObject('x/p', '3g.20gb', { on: 'b' }),
  nodeObject('plain', { count: 0 }),
);

describe('a fleet', () => {
  const fleet = fleetFrom(before);

  it('has the nodes with GPUs, by name', () => assert.deepEqual(fleet.names, ['a', 'b']));

  it('finds GPUs by place and by pod', () => {
    assert.equal(findGpu(fleet, 'b', 1)?.index, 1);
    assert.equal(findGpu(fleet, 'b', 2), undefined);
    assert.deepEqual(
      gpusOfPod(fleet, 'x/p').map(({ node, index }) => [node, index]),
      [['b', 0]],
    );
    assert.deepEqual(gpusOfPod(fleet, 'x/q'), []);
  });

  it('after a change is the fleet of the changed cluster, and shares the nodes that did not change', () => {
    const after = clusterOf(
      held,
      nodeObject('c', { gpus: ['7g.40gb@0'], cordoned: true }),
      podObject('x/p', '3g.20gb', { on: 'b' }),
    );
    const nodes = after.nodes.filter(({ name }) => name === 'c').map((node) => wireNode(node, {}));
    const changed = withChange(fleet, { from: 0, to: 1, nodes, gone: ['a'] });
    assert.deepEqual(changed, fleetFrom(after));
    assert.equal(changed.nodes.get('b'), fleet.nodes.get('b'));
    assert.equal(changed.nodes.get('c')?.isCordoned, true);
    assert.equal(withChange(fleet, { from: 0, to: 1 }), fleet);
  });
});

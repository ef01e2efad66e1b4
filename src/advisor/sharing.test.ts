import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { why } from '../testing/explaining.ts';
import { clusterOf, nodeObject, podObject } from '../testing/objects.ts';

const SHARE = 'nvidia.com/mig-3g.20gb.shared';
const sharedNode = (instances: number) =>
  nodeObject('n1', {
    labels: { 'nvidia.com/mig-3g.20gb.replicas': '4' },
    allocatable: { [SHARE]: String(4 * instances) },
  });
const on = (name: string, asks: string) => podObject(`x/${name}`, asks, { on: 'n1' });

describe('a pod that asks for a share of a MIG instance', () => {
  it('is told, before it runs, with how many it would share and that nothing keeps them apart', () => {
    const { notes } = why(clusterOf(sharedNode(1), podObject('x/asking', SHARE)));
    assert.ok(
      notes.includes(
        '3g.20gb is a share here: up to 3 other pods use the same one in turns, with nothing between them: not memory, not time, not faults',
      ),
      notes.join('\n'),
    );
  });

  it('is told, once it runs, with whom', () => {
    const { notes } = why(clusterOf(sharedNode(1), on('a', SHARE), on('b', SHARE)), 'x/a');
    assert.match(notes.join(), /not faults; with x\/b$/);
  });

  it('is told that nobody knows with whom, where there are several instances', () => {
    const { notes } = why(clusterOf(sharedNode(2), on('a', SHARE), on('b', SHARE)), 'x/a');
    assert.match(notes.join(), /; some of these, on 2 of them: x\/b$/);
  });

  it('takes a new instance only when the shares of the others are gone', () => {
    const pods = ['a', 'b', 'c', 'd'].map((name) => on(name, SHARE));
    assert.equal(why(clusterOf(sharedNode(1), ...pods.slice(1), podObject('x/asking', SHARE))).cause, 'placeable');
    assert.notEqual(why(clusterOf(sharedNode(1), ...pods, podObject('x/asking', SHARE))).cause, 'placeable');
  });
});

describe('a pod that asks for a share of a whole GPU', () => {
  const node = (strategy: string) =>
    nodeObject('n1', {
      product: 'NVIDIA-L4',
      labels: { 'nvidia.com/gpu.replicas': '4', 'nvidia.com/gpu.sharing-strategy': strategy },
      allocatable: { 'nvidia.com/gpu.shared': '4' },
    });

  it('is told with whom, and what MPS keeps apart and what not', () => {
    const asks = 'nvidia.com/gpu.shared';
    const { notes } = why(clusterOf(node('mps'), on('a', asks), on('b', asks)), 'x/a');
    assert.match(notes.join(), /^a whole GPU is a share here: up to 3 other pods .* through MPS, .*; with x\/b$/);
    assert.match(why(clusterOf(node('time-slicing'), on('a', asks)), 'x/a').notes.join(), /in turns.*nobody else/);
  });

  it('finds no place once all shares are held', () => {
    const asks = 'nvidia.com/gpu.shared';
    const pods = ['a', 'b', 'c', 'd'].map((name) => on(name, asks));
    const cause = (held: number) =>
      why(clusterOf(node('time-slicing'), ...pods.slice(0, held), podObject('x/asking', asks))).cause;
    assert.deepEqual([cause(3), cause(4)], ['placeable', 'full']);
  });
});

it('a pod that has its instance to itself is told nothing of sharing', () => {
  const cluster = clusterOf(nodeObject('n1', { gpus: ['3g.20gb@4=x/a'] }), on('a', '3g.20gb'));
  assert.deepEqual(why(cluster, 'x/a').notes, []);
});

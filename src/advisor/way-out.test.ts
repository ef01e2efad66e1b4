import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asking, movable, why } from '../testing/explaining.ts';
import { annotationOf, clusterOf, nodeObject, podObject } from '../testing/objects.ts';

describe('the way out', () => {
  it('prefers room to permission, and permission to hopelessness', () => {
    const room = nodeObject('allowed', { gpus: ['3g.20gb@0'] });
    const forbidden = nodeObject('forbidden', { gpus: ['3g.20gb@0'], taints: [{ key: 't', effect: 'NoSchedule' }] });
    const full = nodeObject('full', { gpus: ['7g.40gb@0=x/a'] });
    const holder = podObject('x/a', '7g.40gb', { on: 'full' });
    assert.equal(why(clusterOf(room, forbidden, asking('3g.20gb'))).cause, 'placeable');
    const found = why(clusterOf(full, forbidden, holder, asking('3g.20gb')));
    assert.deepEqual(
      [found.cause, found.way?.text],
      ['ineligible', 'lift what keeps it off forbidden, where it fits now: taint t:NoSchedule is not tolerated'],
    );
  });

  it('moves a pod only to where its own constraints and resources allow', () => {
    const left = nodeObject('left', { gpus: ['1g.5gb@0=x/a'] });
    const right = (cpu: string) =>
      nodeObject('right', { gpus: ['1g.5gb@4 4g.20gb@0=x/b'], allocatable: { cpu }, labels: { pool: 'b' } });
    const pods = [podObject('x/b', '4g.20gb', { on: 'right' }), asking('7g.40gb')];
    const small = podObject('x/a', '1g.5gb', { on: 'left', ...movable, requests: { cpu: '2' } });
    assert.equal(
      why(clusterOf(left, right('8'), small, ...pods)).way?.text,
      'restart x/a (left -> right); on left, GPU 0: delete 1g.5gb@0, create 7g.40gb@0',
    );
    assert.equal(why(clusterOf(left, right('1'), small, ...pods)).cause, 'pinned');
    const elsewhere = podObject('x/a', '1g.5gb', { on: 'left', ...movable, spec: { nodeSelector: { pool: 'c' } } });
    assert.equal(why(clusterOf(left, right('8'), elsewhere, ...pods)).cause, 'pinned');
  });

  // An H100 spells it 3g.40gb or 3g.39gb, by its driver; the kubelet goes by names.
  const asked = 'nvidia.com/mig-3g.39gb';
  const names: readonly [resource: string, want: string][] = [
    [asked, 'moves'],
    ['nvidia.com/mig-3g.40gb', 'pinned'],
    ['nvidia.com/mig-3g.39gb.shared', 'pinned'],
  ];
  for (const [resource, want] of names) {
    it(`moves a pod that asks for ${asked} to a node that advertises ${resource}: ${want}`, () => {
      const board = (name: string, gpus: string, allocatable: Readonly<Record<string, string>>) =>
        nodeObject(name, { product: 'NVIDIA-H100-80GB-HBM3', gpus: [gpus], allocatable });
      const cluster = clusterOf(
        board('a', '3g.40gb@0=x/a', { [asked]: '1' }),
        board('b', '4g.40gb@0=x/b 3g.40gb@4', { [resource]: '1' }),
        podObject('x/a', asked, { on: 'a', ...movable }),
        podObject('x/b', '4g.40gb', { on: 'b' }),
        asking('7g.80gb'),
      );
      assert.equal(why(cluster).cause, want);
    });
  }

  it('restarts one pod and recuts rather than restart two, where the boards differ', () => {
    // The driver of one board says 3g.47gb to what is 3g.48gb on the other.
    const labels = { role: 'target' };
    const [nvl, gh] = ['NVIDIA-H100-NVL', 'NVIDIA-GH200-480GB'];
    const cluster = clusterOf(
      nodeObject('two-pods', { product: nvl, gpus: ['3g.47gb@0=x/a 3g.47gb@4=x/b'], labels }),
      nodeObject('one-pod', { product: gh, gpus: ['3g.48gb@0 1g.12gb@4=x/c'], labels }),
      nodeObject('rest', { product: nvl, gpus: ['3g.47gb@0 3g.47gb@4', '1g.12gb@0'] }),
      ...['a', 'b'].map((name) => podObject(`x/${name}`, '3g.47gb', { on: 'two-pods', ...movable })),
      podObject('x/c', '1g.12gb', { on: 'one-pod', ...movable }),
      asking('2 x 3g.48gb', { spec: { nodeSelector: labels } }),
    );
    const { way } = why(cluster);
    assert.deepEqual(
      way?.steps.map(({ kind }) => kind),
      ['restart', 'delete', 'create'],
    );
  });

  it('does not move a pod that asks for nvidia.com/gpu to where that is a whole GPU', () => {
    const product = 'NVIDIA-A30-MIG-2g.12gb';
    const holders = ['a', 'b'].map((name) => podObject(`x/${name}`, 'nvidia.com/gpu', { on: 'alike', ...movable }));
    const cluster = clusterOf(
      nodeObject('alike', { product, gpus: annotationOf('alike', 'NVIDIA-A30', ['2g.12gb@0=x/a 2g.12gb@2=x/b']) }),
      nodeObject('mixed', { product: 'NVIDIA-A30', gpus: ['2g.12gb@0'], allocatable: { 'nvidia.com/gpu': '1' } }),
      ...holders,
      asking('nvidia.com/gpu', { spec: { nodeSelector: { 'nvidia.com/gpu.product': product } } }),
    );
    assert.notEqual(why(cluster).cause, 'moves');
  });

  it('does not count the same room twice, for pods that move and for the one that waits', () => {
    const left = nodeObject('left', { gpus: ['1g.5gb@0=x/a 1g.5gb@2=x/b 3g.20gb@4=x/c'] });
    const right = (cpu: string) =>
      nodeObject('right', { gpus: ['4g.20gb@0=x/d 1g.5gb@4 1g.5gb@5'], allocatable: { cpu } });
    const pods = [
      ...['a', 'b'].map((name) => podObject(`x/${name}`, '1g.5gb', { on: 'left', ...movable, requests: { cpu: '2' } })),
      podObject('x/c', '3g.20gb', { on: 'left' }),
      podObject('x/d', '4g.20gb', { on: 'right' }),
      asking('4g.20gb'),
    ];
    assert.equal(why(clusterOf(left, right('4'), ...pods)).cause, 'moves');
    assert.notEqual(why(clusterOf(left, right('2'), ...pods)).cause, 'moves');
  });

  it('gives away neither the room that was promised to a nominated pod, nor that of its own nomination', () => {
    const nodes = [
      nodeObject('left', { gpus: ['3g.20gb@0=x/a'] }),
      nodeObject('right', { gpus: ['3g.20gb@4 4g.20gb@0=x/b'] }),
    ];
    const pods = [
      podObject('x/a', '3g.20gb', { on: 'left', ...movable }),
      podObject('x/b', '4g.20gb', { on: 'right' }),
      asking('7g.40gb', { nominated: 'left' }),
    ];
    assert.equal(why(clusterOf(...nodes, ...pods)).cause, 'moves');
    const promised = podObject('x/c', '3g.20gb', { nominated: 'right', priority: 5 });
    assert.notEqual(why(clusterOf(...nodes, ...pods, promised)).cause, 'moves');
    const lesser = podObject('x/c', '3g.20gb', { nominated: 'right', priority: -5 });
    assert.equal(why(clusterOf(...nodes, ...pods, lesser)).cause, 'moves');
  });

  it('stops a pod that moves within its node before its instance is recut', () => {
    const cluster = clusterOf(
      nodeObject('n', { gpus: ['1g.5gb@0=x/a'] }),
      podObject('x/a', '1g.5gb', { on: 'n', ...movable }),
      asking('4g.20gb'),
    );
    assert.equal(
      why(cluster).way?.text,
      'on n, GPU 0: create 1g.5gb@6; stop x/a; on n, GPU 0: delete 1g.5gb@0, create 4g.20gb@0; start x/a on n',
    );
  });

  it('names all that keeps a pod off the node with room', () => {
    const cluster = clusterOf(
      nodeObject('n', {
        gpus: ['3g.20gb@0'],
        allocatable: { cpu: '1', memory: '1Gi' },
        taints: [{ key: 't', effect: 'NoSchedule' }],
      }),
      asking('3g.20gb', { requests: { cpu: '2', memory: '3Gi' } }),
    );
    assert.equal(
      why(cluster).way?.text,
      'lift what keeps it off n, where it fits now: taint t:NoSchedule is not tolerated and too little cpu: 2 asked, 1 free and too little memory: 3Gi asked, 1Gi free',
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PodText, pod } from '../testing/objects.ts';
import { asksForGpus, isWaiting } from './pod.ts';

describe('readPod', () => {
  it('names the profiles that a pod asks for', () => {
    const { gpus } = pod('a/b', '2 x 1g.5gb+me, nvidia.com/mig-3g.20gb.shared');
    assert.deepEqual(gpus.instances, [
      { resource: 'nvidia.com/mig-1g.5gb.me', profile: '1g.5gb+me', shared: false, count: 2 },
      { resource: 'nvidia.com/mig-3g.20gb.shared', profile: '3g.20gb', shared: true, count: 1 },
    ]);
  });

  it('keeps a MIG resource that names no profile, so that somebody can be told', () => {
    assert.deepEqual(pod('a/b', 'nvidia.com/mig-huge').gpus.instances, [
      { resource: 'nvidia.com/mig-huge', profile: undefined, shared: false, count: 1 },
    ]);
  });

  it('counts whole GPUs, shared or not', () => {
    assert.equal(pod('a/b', '2 x nvidia.com/gpu').gpus.devices, 2);
    assert.equal(pod('a/b', 'nvidia.com/gpu.shared').gpus.devices, 1);
  });

  it('asks for nothing where the count is 0', () => {
    assert.equal(asksForGpus(pod('a/b', '0 x 1g.5gb')), false);
    assert.equal(asksForGpus(pod('a/b', '', { requests: { cpu: '1' } })), false);
    assert.equal(asksForGpus(pod('a/b', '1g.5gb')), true);
  });

  // Kubernetes takes such pods, so they are pods that no node can hold, and not objects that cannot be read.
  for (const text of ['1E', '9007199254740993', '1e300', '1e999']) {
    it(`takes ${text} for the largest count that is exact`, () => {
      const both = pod('a/b', '', { requests: { 'nvidia.com/mig-1g.5gb': text, 'nvidia.com/gpu': text } });
      assert.deepEqual(
        [both.gpus.instances[0]?.count, both.gpus.devices],
        [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
      );
    });
  }

  it('counts a billion instances as that', () => {
    const { gpus } = pod('a/b', '', { requests: { 'nvidia.com/mig-1g.5gb': '1e9' } });
    assert.equal(gpus.instances[0]?.count, 1e9);
  });

  it('refuses counts below 0 and parts of a GPU by name', () => {
    const refused: readonly [resource: string, text: string, want: RegExp][] = [
      ['nvidia.com/mig-1g.5gb', '-1', /requests of container "main", nvidia.com\/mig-1g.5gb: -1 is negative/],
      ['nvidia.com/gpu', '-1k', /requests of container "main", nvidia.com\/gpu: -1k is negative/],
      ['nvidia.com/gpu', '1500m', /nvidia.com\/gpu: 1.5 is not a whole number/],
      ['nvidia.com/mig-1g.5gb', '1e-9', /nvidia.com\/mig-1g.5gb: 1e-9 is not a whole number/],
    ];
    for (const [resource, text, want] of refused) {
      assert.throws(() => pod('a/b', '', { requests: { [resource]: text } }), want);
    }
  });

  it('refuses half an instance by name', () => {
    assert.throws(
      () => pod('a/b', '', { requests: { 'nvidia.com/mig-1g.5gb': '500m' } }),
      /nvidia.com\/mig-1g.5gb: 0.5 is not a whole number/,
    );
  });

  const movable: readonly [owner: string | undefined, annotation: string | undefined, want: boolean][] = [
    ['ReplicaSet', undefined, true],
    ['StatefulSet', undefined, true],
    ['Deployment', undefined, true],
    ['Job', undefined, false],
    ['DaemonSet', undefined, false],
    [undefined, undefined, false],
    ['ReplicaSet', 'false', false],
    ['Job', 'true', true],
    [undefined, 'true', true],
  ];
  for (const [owner, annotation, want] of movable) {
    it(`a pod of ${owner ?? 'nobody'}${annotation === undefined ? '' : ` annotated ${annotation}`} may ${want ? '' : 'not '}be moved`, () => {
      const annotations = annotation === undefined ? {} : { 'slicewise.dev/movable': annotation };
      const more = owner === undefined ? { annotations } : { owner, annotations };
      assert.equal(pod('a/b', '1g.5gb', more).isMovable, want);
    });
  }

  const phases: readonly [phase: string, finished: boolean][] = [
    ['Pending', false],
    ['Running', false],
    ['Succeeded', true],
    ['Failed', true],
  ];
  for (const [phase, finished] of phases) {
    it(`a pod that is ${phase} ${finished ? 'holds nothing any more' : 'counts'}`, () => {
      assert.equal(pod('a/b', '1g.5gb', { phase }).isFinished, finished);
    });
  }

  const waits: readonly [name: string, more: PodText, want: boolean][] = [
    ['is on no node', {}, true],
    ['is nominated to one', { nominated: 'n' }, true],
    ['is on a node', { on: 'n' }, false],
    ['has ended', { phase: 'Failed' }, false],
    ['is being deleted', { deleted: '2026-11-20T09:00:00Z' }, false],
  ];
  for (const [name, more, want] of waits) {
    it(`a pod that ${name} waits: ${want}`, () => assert.equal(isWaiting(pod('a/b', '1g.5gb', more)), want));
  }

  it('knows who may preempt, who is nominated and who is gated', () => {
    assert.equal(pod('a/b', '1g.5gb').mayPreempt, true);
    assert.equal(pod('a/b', '1g.5gb', { preemptionPolicy: 'Never' }).mayPreempt, false);
    assert.equal(pod('a/b', '1g.5gb', { nominated: 'n1' }).nominatedNode, 'n1');
    assert.equal(pod('a/b', '1g.5gb', { spec: { schedulingGates: [{ name: 'wait' }] } }).isGated, true);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Cluster } from '../cluster/cluster.ts';
import { clusterOf, nodeObject, type PodText, plainRater, pod, podObject } from '../testing/objects.ts';
import { preempt } from './preempt.ts';
import { type OfferedVictims, readPreemptionArgs } from './wire.ts';

const carve = { 'slicewise.dev/mode': 'carve' };

function offer(...uids: readonly string[]): OfferedVictims {
  return { uids, violations: 0 };
}

/** The victims on each node that is left, by UID without the prefix. */
function answer(cluster: Cluster, asks: string, offers: Readonly<Record<string, OfferedVictims>>, more: PodText = {}) {
  const asking = pod('x/asking', asks, { priority: 100, ...more });
  const { NodeNameToMetaVictims } = preempt(
    cluster,
    { pod: asking, offers: new Map(Object.entries(offers)) },
    plainRater(),
  );
  return Object.fromEntries(
    Object.entries(NodeNameToMetaVictims).map(([name, { Pods, NumPDBViolations }]) => [
      name,
      `${Pods.map(({ UID }) => UID.replace('uid-', '')).join(' ')}${NumPDBViolations === 0 ? '' : ` (${NumPDBViolations})`}`,
    ]),
  );
}

describe('preempt', () => {
  it('replaces victims whose slices do not help by those whose slices do', () => {
    // In-tree counting would evict any two 1g; a 4g needs slices 0-3.
    const cluster = clusterOf(
      nodeObject('n', { labels: carve, gpus: ['1g.5gb@1=y/left 1g.5gb@4=y/right 1g.5gb@5=y/other'] }),
      ...['left', 'right', 'other'].map((name) => podObject(`y/${name}`, '1g.5gb', { on: 'n' })),
    );
    assert.deepEqual(answer(cluster, '4g.20gb', { n: offer('uid-right', 'uid-other') }), { n: 'left' });
  });

  it('leaves out nodes where no eviction helps, that it does not know, or that lack the profile', () => {
    const cluster = clusterOf(
      nodeObject('guarded', { gpus: ['3g.20gb@0=y/high'] }),
      nodeObject('wrong-shape', { gpus: ['1g.5gb@0=y/low'] }),
      nodeObject('a30', { product: 'NVIDIA-A30', gpus: ['1g.6gb@0=y/small'] }),
      podObject('y/high', '3g.20gb', { on: 'guarded', priority: 100 }),
      podObject('y/low', '1g.5gb', { on: 'wrong-shape' }),
      podObject('y/small', '1g.6gb', { on: 'a30' }),
    );
    const offers = {
      guarded: offer('uid-high'),
      'wrong-shape': offer('uid-low'),
      a30: offer('uid-small'),
      unknown: offer('uid-x'),
    };
    assert.deepEqual(answer(cluster, '3g.20gb', offers), {});
  });

  it('in carve mode evicts nobody in vain while a pod that nobody can place may hold what is in the way', () => {
    const cluster = clusterOf(
      nodeObject('n', { labels: carve, gpus: ['1g.5gb@0=y/known 3g.20gb@4'] }),
      podObject('y/known', '1g.5gb', { on: 'n' }),
      podObject('y/somewhere', '3g.20gb', { on: 'n', priority: 1000 }),
    );
    assert.deepEqual(answer(cluster, '7g.40gb', { n: offer('uid-known') }), {});
    assert.deepEqual(answer(cluster, '4g.20gb', { n: offer('uid-known') }), { n: 'known' });
  });

  it('in carve mode evicts a pod that holds what is in the way, also where it is not known where it is', () => {
    const cluster = clusterOf(
      nodeObject('n', { labels: carve, gpus: ['7g.40gb@0'] }),
      podObject('y/somewhere', '7g.40gb', { on: 'n' }),
    );
    for (const offered of [offer('uid-somewhere'), offer()]) {
      assert.deepEqual(answer(cluster, '7g.40gb', { n: offered }), { n: 'somewhere' });
    }
  });

  it('evicts nobody for a pod whose policy is Never', () => {
    const cluster = clusterOf(
      nodeObject('n', { gpus: ['3g.20gb@0=y/low'] }),
      podObject('y/low', '3g.20gb', { on: 'n' }),
    );
    assert.deepEqual(answer(cluster, '3g.20gb', { n: offer('uid-low') }), { n: 'low' });
    assert.deepEqual(answer(cluster, '3g.20gb', { n: offer('uid-low') }, { preemptionPolicy: 'Never' }), {});
  });

  it('finds victims where none are offered, as 1.38 asks, and never answers with an empty list', () => {
    const cluster = clusterOf(
      nodeObject('full', { labels: carve, gpus: ['7g.40gb@0=y/low'] }),
      nodeObject('free', { labels: carve, gpus: [''] }),
      nodeObject('hopeless', { labels: carve, gpus: ['7g.40gb@0=y/high'] }),
      podObject('y/low', '7g.40gb', { on: 'full' }),
      podObject('y/high', '7g.40gb', { on: 'hopeless', priority: 500 }),
    );
    assert.deepEqual(answer(cluster, '3g.20gb', { full: offer(), free: offer(), hopeless: offer() }), { full: 'low' });
  });

  it('keeps offered victims that hold no instance: only kube-scheduler knows why they were chosen', () => {
    const cluster = clusterOf(
      nodeObject('n', { gpus: ['3g.20gb@0=y/gpu'] }),
      podObject('y/gpu', '3g.20gb', { on: 'n', priority: 3 }),
      podObject('y/port', '', { on: 'n', priority: 7 }),
    );
    assert.deepEqual(answer(cluster, '3g.20gb', { n: offer('uid-gpu', 'uid-port', 'uid-unknown') }), {
      n: 'port gpu unknown',
    });
  });

  it('spares no offered victim that may be in the way by more than its instances', () => {
    const cluster = clusterOf(
      nodeObject('n', { gpus: ['1g.5gb@0=y/port 1g.5gb@1=y/cheap'] }),
      podObject('y/port', '1g.5gb', { on: 'n', priority: 50, spec: { affinity: { podAntiAffinity: {} } } }),
      podObject('y/cheap', '1g.5gb', { on: 'n', priority: 1 }),
    );
    assert.deepEqual(answer(cluster, '1g.5gb', { n: offer('uid-port') }), { n: 'port' });
    assert.deepEqual(answer(cluster, '2 x 1g.5gb', { n: offer('uid-port') }), { n: 'port cheap' });

    const plain = clusterOf(
      nodeObject('n', { gpus: ['1g.5gb@0=y/dear 1g.5gb@1=y/cheap'] }),
      podObject('y/dear', '1g.5gb', { on: 'n', priority: 50 }),
      podObject('y/cheap', '1g.5gb', { on: 'n', priority: 1 }),
    );
    assert.deepEqual(answer(plain, '1g.5gb', { n: offer('uid-dear') }), { n: 'cheap' });
    const spread = { spec: { topologySpreadConstraints: [{ maxSkew: 1 }] } };
    assert.deepEqual(answer(plain, '1g.5gb', { n: offer('uid-dear') }, spread), { n: 'dear' });
  });

  it('takes all offered victims where its own would leave too little CPU', () => {
    const cluster = clusterOf(
      nodeObject('n', { labels: carve, gpus: ['1g.5gb@0=y/small 3g.20gb@4=y/large'], allocatable: { cpu: '8' } }),
      podObject('y/small', '1g.5gb', { on: 'n', requests: { cpu: '1' } }),
      podObject('y/large', '3g.20gb', { on: 'n', requests: { cpu: '6' } }),
    );
    assert.deepEqual(answer(cluster, '4g.20gb', { n: offer('uid-large') }), { n: 'small' });
    assert.deepEqual(answer(cluster, '4g.20gb', { n: offer('uid-large') }, { requests: { cpu: '5' } }), {
      n: 'large small',
    });
  });

  it('passes offered victims on where the instances are free already', () => {
    const cluster = clusterOf(nodeObject('n', { gpus: ['3g.20gb@0'] }), podObject('y/cpu', '', { on: 'n' }));
    assert.deepEqual(answer(cluster, '3g.20gb', { n: { uids: ['uid-cpu'], violations: 2 } }), { n: 'cpu (2)' });
  });

  it('passes everything on for pods in which it has no say', () => {
    assert.deepEqual(answer(clusterOf(), '', { n: { uids: ['uid-a'], violations: 1 } }), { n: 'a (1)' });
  });

  it('spares pods under a disruption budget, and counts the violations it cannot avoid', () => {
    const budget = {
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: 'y' },
      spec: { selector: { matchLabels: { app: 'web' } } },
      status: { disruptionsAllowed: 0 },
    };
    const cluster = clusterOf(
      budget,
      nodeObject('choice', { gpus: ['3g.20gb@0=y/a 3g.20gb@4=y/b'] }),
      nodeObject('none', { gpus: ['3g.20gb@0=y/c'] }),
      podObject('y/a', '3g.20gb', { on: 'choice', labels: { app: 'web' } }),
      podObject('y/b', '3g.20gb', { on: 'choice', priority: 50 }),
      podObject('y/c', '3g.20gb', { on: 'none', labels: { app: 'web' } }),
    );
    assert.deepEqual(answer(cluster, '3g.20gb', { choice: offer('uid-a'), none: offer('uid-c') }), {
      choice: 'b',
      none: 'c (1)',
    });
  });

  it('lists the most important victim first, then the oldest: kube-scheduler relies on it', () => {
    const cluster = clusterOf(
      nodeObject('n', { labels: carve, gpus: ['3g.20gb@0=y/young 3g.20gb@4=y/old', '7g.40gb@0=y/taken'] }),
      podObject('y/young', '3g.20gb', { on: 'n', priority: 5, created: '2026-11-20T08:00:00Z' }),
      podObject('y/old', '3g.20gb', { on: 'n', priority: 5, created: '2026-11-19T08:00:00Z' }),
      podObject('y/taken', '7g.40gb', { on: 'n', priority: 100 }),
    );
    assert.deepEqual(answer(cluster, '7g.40gb', { n: offer() }), { n: 'old young' });
  });

  it('leaves room for pods that were nominated before', () => {
    const cluster = clusterOf(
      nodeObject('n', { gpus: ['3g.20gb@0=y/a 3g.20gb@4=y/b'] }),
      podObject('y/a', '3g.20gb', { on: 'n' }),
      podObject('y/b', '3g.20gb', { on: 'n', priority: 50 }),
      podObject('y/next', '3g.20gb', { nominated: 'n', priority: 200 }),
    );
    assert.deepEqual(answer(cluster, '3g.20gb', { n: offer('uid-a') }), { n: 'b a' });
  });

  it('gives the captured preemption what really helps: any one of seven 1g.10gb on each node', () => {
    const wire = JSON.parse(
      readFileSync(new URL('../../fixtures/wire/preempt-five-nodes.json', import.meta.url), 'utf8'),
    );
    const args = readPreemptionArgs(wire);
    if (!args.ok) assert.fail(args.error);
    const low = [...args.value.offers].flatMap(([name, { uids }]) =>
      Array.from({ length: 7 }, (_, index) => ({ name, index, uid: uids[index] ?? `${name}-low-${index}` })),
    );
    const cluster = clusterOf(
      ...[...args.value.offers.keys()].map((name) =>
        nodeObject(name, {
          product: 'NVIDIA-H100-80GB-HBM3',
          count: 2,
          allocatable: { 'nvidia.com/mig-1g.10gb': '7', 'nvidia.com/mig-3g.40gb': '2' },
        }),
      ),
      ...low.map(({ name, index, uid }) => podObject(`default/low-${name}-${index}`, '1g.10gb', { on: name, uid })),
    );
    const { NodeNameToMetaVictims } = preempt(cluster, args.value, plainRater());
    for (const name of args.value.offers.keys()) {
      const [victim, ...others] = NodeNameToMetaVictims[name]?.Pods ?? [];
      assert.deepEqual(others, []);
      assert.ok(low.some((pod) => pod.name === name && pod.uid === victim?.UID));
    }
  });
});

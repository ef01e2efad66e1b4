import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareText } from '../../solver/text-order.ts';
import { say } from '../testing/node-one.ts';
import { type NodeText, nodeIn, nodeObject, type PodText, pod, podObject } from '../testing/objects.ts';
import { allProblems, type Cluster } from './cluster.ts';
import { type ClusterStore, createClusterStore } from './cluster-store.ts';
import { type KindOfObject, readObject } from './object-kinds.ts';

/** What the API server would say next: that an object is there, or that it is gone. */
type Step =
  | { readonly put: readonly [kind: KindOfObject, object: object] }
  | { readonly gone: readonly [kind: KindOfObject, key: string] };

function take(store: ClusterStore, step: Step): void {
  if ('gone' in step) {
    store.remove(...step.gone);
    return;
  }
  const [kind, object] = step.put;
  const read = readObject(kind, object);
  if (read.ok) store.put(read.value);
  else store.refuse(kind, keyIn(object), read.error);
}

function keyIn(object: object): string {
  const { metadata } = object as { readonly metadata: { readonly name: string; readonly namespace?: string } };
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

/** Everything that anyone sees of a state. */
function view(cluster: Cluster): unknown {
  return {
    nodes: cluster.nodes.map((node) => [
      node.name,
      say(node),
      node.shape,
      node.holdings.map(({ pod: { key }, instances, hidden }) => [key, instances, hidden]),
      node.pods.map(({ key, uid, placement }) => [key, uid, placement]),
      node.nominated.map(({ key }) => key),
      node.single,
      node.labels,
      node.isCordoned,
    ]),
    ordinals: cluster.ordinals,
    pods: [...cluster.pods.values()].sort((a, b) => compareText(a.key, b.key)),
    budgets: cluster.disruptionBudgets.map(({ key, disruptionsAllowed }) => [key, disruptionsAllowed]),
    quotas: cluster.quotas,
    demand: cluster.demand,
    problems: allProblems(cluster),
  };
}

const NODES = ['n1', 'n2', 'n3'];
const PODS = ['x/a', 'x/b', 'x/c', 'y/a'];
const MIG_PARTED = `
version: v1
mig-configs:
  balanced:
    - devices: all
      mig-enabled: true
      mig-devices: { 1g.5gb: 2, 2g.10gb: 1, 3g.20gb: 1 }
`;

const nodeText: fc.Arbitrary<NodeText> = fc.record(
  {
    gpus: fc.array(
      fc.constantFrom('2g.10gb@0 3g.20gb@4=x/a', '1g.5gb@0=x/b 1g.5gb@1', '3g.20gb@4=y/a', '', '7g.40gb@1'),
      { minLength: 1, maxLength: 2 },
    ),
    labels: fc.constantFrom<Record<string, string>>({}, { 'slicewise.dev/mode': 'carve' }, { pool: 'p' }),
    cordoned: fc.boolean(),
  },
  { requiredKeys: ['gpus'] },
);
const otherNode: fc.Arbitrary<NodeText> = fc.constantFrom<NodeText>(
  { labels: { 'nvidia.com/mig.config': 'balanced' } },
  { product: 'NVIDIA-A30-MIG-1g.6gb', allocatable: { 'nvidia.com/gpu': '4' } },
  { allocatable: { 'nvidia.com/mig-1g.5gb': '2', cpu: 'nonsense' } },
);
const placement = JSON.stringify({ gpu: '0', profile: '1g.5gb', start: 6 });
const podText: fc.Arbitrary<PodText> = fc.record(
  {
    on: fc.constantFrom(...NODES),
    nominated: fc.constantFrom(...NODES),
    phase: fc.constantFrom('Running', 'Pending', 'Succeeded'),
    uid: fc.constantFrom('u1', 'u2'),
    created: fc.constantFrom('2026-11-20T08:00:00Z', '2026-11-19T08:30:00Z', '2026-11-01T00:00:00Z'),
    annotations: fc.constantFrom<Record<string, string>>({}, { 'slicewise.dev/placement': placement }),
  },
  { requiredKeys: [] },
);
const asks = fc.constantFrom('1g.5gb', '2 x 1g.5gb', '3g.20gb', 'nvidia.com/gpu', 'nvidia.com/mig-huge', '');

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...PODS), asks, podText).map(putPod) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...NODES), fc.oneof(nodeText, otherNode)).map(putNode) },
  fc.constantFrom(...PODS).map((key): Step => ({ gone: ['Pod', key] })),
  fc.constantFrom(...NODES).map((key): Step => ({ gone: ['Node', key] })),
  fc.nat({ max: 2 }).map(
    (allowed): Step => ({
      put: [
        'PodDisruptionBudget',
        { metadata: { name: 'b', namespace: 'x' }, status: { disruptionsAllowed: allowed } },
      ],
    }),
  ),
  fc.constant<Step>({ gone: ['PodDisruptionBudget', 'x/b'] }),
  fc.constantFrom('1', 'many').map(
    (hard): Step => ({
      put: [
        'ResourceQuota',
        { metadata: { name: 'q', namespace: 'x' }, spec: { hard: { 'requests.nvidia.com/gpu': hard } } },
      ],
    }),
  ),
  fc.constantFrom(MIG_PARTED, 'mig-configs: nonsense').map(
    (text): Step => ({
      put: ['ConfigMap', { metadata: { name: 'c', namespace: 'gpu-operator' }, data: { 'config.yaml': text } }],
    }),
  ),
  fc.constant<Step>({ gone: ['ConfigMap', 'gpu-operator/c'] }),
  // Objects that cannot be read.
  fc.constant<Step>({ put: ['Pod', { metadata: { name: 'a', namespace: 'x' }, spec: { containers: 3 } }] }),
  fc.constant<Step>({ put: ['Node', { metadata: { name: 'n1' }, spec: { taints: 'none' } }] }),
);

function putPod([key, wants, text]: readonly [string, string, PodText]): Step {
  return { put: ['Pod', podObject(key, wants, { uid: 'u1', ...text })] };
}

function putNode([name, text]: readonly [string, NodeText]): Step {
  return { put: ['Node', nodeObject(name, text)] };
}

describe('a cluster store', () => {
  it('is always in the state that its objects make, however they came, went and changed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 40 }), (steps) => {
        const store = createClusterStore();
        const last = new Map<string, Step>();
        for (const [each, settles] of steps) {
          take(store, each);
          last.set('gone' in each ? each.gone.join(' ') : `${each.put[0]} ${keyIn(each.put[1])}`, each);
          if (settles) store.settle();
        }
        store.settle();
        const fresh = createClusterStore();
        for (const each of last.values()) take(fresh, each);
        fresh.settle();
        assert.deepEqual(view(store.cluster), view(fresh.cluster));
      }),
      { numRuns: 300 },
    );
  });

  it('settles node by node when it is given little time, and shows the others as they were', () => {
    const store = createClusterStore();
    for (const name of NODES) take(store, putNode([name, { gpus: ['3g.20gb@0'] }]));
    store.settle();
    for (const name of NODES) take(store, putPod([`x/${name}`, '3g.20gb', { on: name }]));
    const counts: number[] = [];
    const holders = (): number => store.cluster.nodes.filter(({ pods }) => pods.length > 0).length;
    while (!store.settle(() => true)) counts.push(holders());
    assert.deepEqual([...counts, holders()], [1, 2, 3]);
  });

  it('shows nodes that come, and those that go, once all of them are settled', () => {
    const store = createClusterStore();
    const [first = '', ...others] = NODES;
    take(store, putNode([first, { gpus: ['3g.20gb@0'] }]));
    store.settle();
    take(store, { gone: ['Node', first] });
    for (const name of others) take(store, putNode([name, { gpus: ['3g.20gb@0'] }]));
    const names = (): string => store.cluster.nodes.map(({ name }) => name).join();
    const seen: string[] = [];
    while (!store.settle(() => true)) seen.push(names());
    assert.deepEqual([...seen, names()], [first, first, others.join()]);
  });

  it('makes another state for a change, and shares with the one before what did not change', () => {
    const store = createClusterStore();
    for (const name of NODES) take(store, putNode([name, { gpus: ['3g.20gb@0'] }]));
    store.settle();
    const before = store.cluster;
    take(store, putPod(['x/a', '3g.20gb', { on: 'n2' }]));
    assert.equal(store.cluster, before);
    store.settle();
    const kept = store.cluster.nodes.filter((node, ordinal) => node === before.nodes[ordinal]);
    assert.deepEqual(
      kept.map(({ name }) => name),
      ['n1', 'n3'],
    );
    assert.equal(store.cluster.ordinals, before.ordinals);
    assert.equal(before.pods.size, 0);
  });
});

describe('an assumption', () => {
  const assumed = { ...pod('x/a', '3g.20gb', { uid: 'u1' }), node: 'n1' };
  const holders = (store: ClusterStore) => nodeIn(store.cluster, 'n1').pods.map(({ key, uid }) => `${key} ${uid}`);
  const prepared = (): ClusterStore => {
    const store = createClusterStore();
    take(store, putNode(['n1', { gpus: ['3g.20gb@0 3g.20gb@4'] }]));
    take(store, putPod(['x/a', '3g.20gb', {}]));
    store.settle();
    store.assume(assumed);
    return store;
  };

  it('counts at once, in place of what the cluster shows', () => {
    const store = prepared();
    assert.deepEqual(holders(store), ['x/a u1']);
    assert.equal(store.cluster.pods.get('x/a')?.node, 'n1');
  });

  it('is replaced by the next one for the same pod, and not added to it', () => {
    const store = prepared();
    take(store, putNode(['n2', { gpus: ['3g.20gb@0'] }]));
    store.assume({ ...assumed, node: 'n2' });
    store.settle();
    assert.deepEqual(holders(store), []);
    assert.equal(nodeIn(store.cluster, 'n2').pods.length, 1);
  });

  it('outlives changes of the pod that is still waiting', () => {
    const store = prepared();
    take(store, putPod(['x/a', '3g.20gb', { nominated: 'n1' }]));
    store.settle();
    assert.deepEqual(holders(store), ['x/a u1']);
    assert.deepEqual(nodeIn(store.cluster, 'n1').nominated, []);
  });

  const ends: readonly [name: string, end: (store: ClusterStore) => void, want: readonly string[]][] = [
    ['is dropped when it is forgotten', (store) => store.forget('u1'), []],
    ['is not dropped when another is forgotten', (store) => store.forget('u2'), ['x/a u1']],
    ['ends when the pod is gone', (store) => store.remove('Pod', 'x/a'), []],
    ['ends when the pod is another one', (store) => take(store, putPod(['x/a', '3g.20gb', { uid: 'u2' }])), []],
    ['ends when the pod is bound', (store) => take(store, putPod(['x/a', '3g.20gb', { on: 'n1' }])), ['x/a u1']],
    ['ends when the pod is bound elsewhere', (store) => take(store, putPod(['x/a', '3g.20gb', { on: 'n9' }])), []],
    ['ends when the pod has finished', (store) => take(store, putPod(['x/a', '3g.20gb', { phase: 'Failed' }])), []],
  ];
  for (const [name, end, want] of ends) {
    it(name, () => {
      const store = prepared();
      end(store);
      store.settle();
      assert.deepEqual(holders(store), want);
      if (want.length === 0) return;
      store.remove('Pod', 'x/a');
      store.settle();
      assert.deepEqual(holders(store), []);
    });
  }

  it('outlives an older pod of the same name, of which the cluster still tells', () => {
    const store = createClusterStore();
    take(store, putNode(['n1', { gpus: ['3g.20gb@0'] }]));
    take(store, putPod(['x/a', '3g.20gb', { uid: 'old', created: '2026-11-20T07:00:00Z', on: 'n1' }]));
    store.settle();
    store.assume(assumed);
    assert.deepEqual(holders(store), ['x/a u1']);
    store.remove('Pod', 'x/a');
    store.settle();
    assert.deepEqual(holders(store), ['x/a u1']);
  });

  it('ends with a list that began after it and does not have its pod', () => {
    const store = createClusterStore();
    take(store, putNode(['n1', { gpus: ['3g.20gb@0 3g.20gb@4'] }]));
    store.assume(assumed);
    store.beginList('Pod');
    store.assume({ ...assumed, key: 'x/later', uid: 'u9' });
    store.endList('Pod');
    store.settle();
    assert.deepEqual(holders(store), ['x/later u9']);
  });

  it('may be made of a pod that the cluster does not show yet', () => {
    const store = createClusterStore();
    take(store, putNode(['n1', { gpus: ['3g.20gb@0'] }]));
    store.settle();
    store.assume(assumed);
    assert.deepEqual(holders(store), ['x/a u1']);
    take(store, putPod(['x/a', '3g.20gb', { on: 'n1' }]));
    store.remove('Pod', 'x/a');
    store.settle();
    assert.deepEqual(holders(store), []);
  });
});

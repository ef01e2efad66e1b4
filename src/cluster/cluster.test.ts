import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterFrom, clusterOf, nodeIn, nodeObject, pod, podIn, podObject } from '../testing/objects.ts';
import { allProblems, type Cluster, findNode } from './cluster.ts';
import { createClusterStore } from './cluster-store.ts';
import { budgetsOf, mayBeMoved } from './disruption-budget.ts';
import { shortage } from './free-resources.ts';
import { nominatedRequest, requestOnNode } from './node-request.ts';
import { nodeSchema } from './objects.ts';

const DAY = 24 * 3600 * 1000;
const at = (daysAgo: number): string => new Date(Date.UTC(2026, 10, 20) - daysAgo * DAY).toISOString();

describe('buildCluster', () => {
  it('sorts nodes by name and finds them', () => {
    const cluster = clusterOf(nodeObject('b'), nodeObject('a'), nodeObject('c'));
    assert.deepEqual(
      cluster.nodes.map(({ name }) => name),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((name) => findNode(cluster, name)?.name),
      ['a', 'b', 'c', undefined],
    );
  });

  it('gives the same state whatever the order of the objects', () => {
    const items = [
      nodeObject('a', { gpus: ['2g.10gb@0=x/p'] }),
      podObject('x/p', '2g.10gb', { on: 'a' }),
      nodeObject('b'),
    ];
    const say = (...objects: readonly object[]): string =>
      JSON.stringify(clusterOf(...objects).nodes.map(({ shape }) => shape.gpus.map(({ id }) => id)));
    assert.equal(say(...items), say(...items.toReversed()));
  });

  it('reads the stored cluster of 200 nodes with 8 GPUs each without a problem', () => {
    const cluster = clusterFrom('cluster-200.json');
    assert.deepEqual([cluster.nodes.length, allProblems(cluster)], [200, []]);
    assert.ok(cluster.nodes.every(({ migGpus }) => migGpus.length === 8));
  });

  it('reads the bundled mixed cluster without a problem', () => {
    assert.deepEqual(allProblems(clusterFrom('mixed-cluster.yaml')), []);
  });

  it('shares everything that did not change when a node does', () => {
    const store = createClusterStore();
    const settledWith = (name: string, cordoned: boolean): Cluster => {
      store.put({ kind: 'Node', object: nodeSchema.parse(nodeObject(name, { cordoned })) });
      store.settle();
      return store.cluster;
    };
    settledWith('a', false);
    const cluster = settledWith('b', false);
    const changed = settledWith('b', true);
    assert.deepEqual([nodeIn(cluster, 'b').isCordoned, nodeIn(changed, 'b').isCordoned], [false, true]);
    assert.equal(nodeIn(changed, 'a'), nodeIn(cluster, 'a'));
    assert.equal(changed.ordinals, cluster.ordinals);
  });
});

describe('the demand that pods show', () => {
  it('halves with each day, and counts pending pods in full', () => {
    const { demand } = clusterOf(
      podObject('a/now', '1g.5gb', { on: 'n', created: at(0) }),
      podObject('a/yesterday', '1g.5gb', { on: 'n', created: at(1) }),
      podObject('a/before', '2 x 2g.10gb', { phase: 'Succeeded', created: at(2) }),
      podObject('a/waiting', '3g.20gb', { created: at(9) }),
    );
    assert.deepEqual(
      [...demand],
      [
        ['1g.5gb', 1.5],
        ['2g.10gb', 0.5],
        ['3g.20gb', 1],
      ],
    );
  });

  it('counts nvidia.com/gpu as the profile that it means on the node', () => {
    const { demand } = clusterOf(
      nodeObject('n', { product: 'NVIDIA-A30-MIG-1g.6gb', allocatable: { 'nvidia.com/gpu': '4' } }),
      podObject('a/b', '2 x nvidia.com/gpu', { on: 'n' }),
      podObject('a/c', 'nvidia.com/gpu'),
    );
    assert.deepEqual([...demand], [['1g.6gb', 2]]);
  });

  it('is not made by one pod, however much it asks for', () => {
    const { demand } = clusterOf(podObject('x/a', '1000000000 x 1g.5gb'), podObject('x/b', '2g.10gb'));
    assert.deepEqual(
      [...demand],
      [
        ['1g.5gb', 56],
        ['2g.10gb', 1],
      ],
    );
  });
});

describe('what a pod asks of a node', () => {
  const cluster = clusterOf(
    nodeObject('a100', { allocatable: { 'nvidia.com/mig-3g.20gb': '2' } }),
    nodeObject('drifted', { product: 'NVIDIA-A100-SXM4-80GB', allocatable: { 'nvidia.com/mig-3g.39gb': '2' } }),
    nodeObject('single', { product: 'NVIDIA-A30-MIG-1g.6gb', allocatable: { 'nvidia.com/gpu': '4' } }),
    nodeObject('shared', {
      labels: { 'nvidia.com/mig-3g.20gb.replicas': '2' },
      allocatable: { 'nvidia.com/mig-3g.20gb.shared': '4' },
    }),
  );
  const cases: readonly [node: string, asks: string, want: string][] = [
    ['a100', '2 x 3g.20gb', '2 x 3g.20gb'],
    ['a100', '1g.24gb', 'no nvidia.com/mig-1g.24gb'],
    ['a100', 'nvidia.com/mig-huge', 'no nvidia.com/mig-huge'],
    ['a100', 'nvidia.com/gpu', ''],
    ['drifted', '3g.39gb', '1 x 3g.40gb'],
    // The kubelet goes by names: a pod that asks for 3g.40gb is not served by a node that advertises 3g.39gb.
    ['drifted', '3g.40gb', 'no nvidia.com/mig-3g.40gb'],
    ['single', '3 x nvidia.com/gpu', '3 x 1g.6gb'],
    // Strategy single advertises nothing else.
    ['single', '1g.6gb', 'no nvidia.com/mig-1g.6gb'],
    ['single', '2g.12gb', 'no nvidia.com/mig-2g.12gb'],
    ['shared', 'nvidia.com/mig-3g.20gb.shared', '1 x 3g.20gb'],
    ['shared', '3g.20gb', 'no nvidia.com/mig-3g.20gb'],
    ['a100', 'nvidia.com/mig-3g.20gb.shared', 'no nvidia.com/mig-3g.20gb.shared'],
  ];
  for (const [node, asks, want] of cases) {
    it(`${asks} on ${node}: ${want || 'nothing'}`, () => {
      const found = requestOnNode(nodeIn(cluster, node), pod('x/p', asks));
      const text =
        found.kind === 'unknown'
          ? `no ${found.resource}`
          : found.request.map(({ profile, count }) => `${count} x ${profile}`).join(', ');
      assert.equal(text, want);
    });
  }

  it('leaves to nominated pods what they will take, if they go first', () => {
    const nominated = clusterOf(
      nodeObject('n', { allocatable: { 'nvidia.com/mig-1g.5gb': '7' } }),
      podObject('x/high', '2 x 1g.5gb', { nominated: 'n', priority: 10 }),
      podObject('x/low', '1g.5gb', { nominated: 'n', priority: 1 }),
    );
    const node = nodeIn(nominated, 'n');
    const countFor = (asking: string, priority: number): number =>
      nominatedRequest(node, pod(asking, '1g.5gb', { priority })).reduce((sum, { count }) => sum + count, 0);
    assert.deepEqual(
      [countFor('x/other', 0), countFor('x/other', 1), countFor('x/other', 5), countFor('x/high', 10)],
      [3, 3, 2, 0],
    );
  });
});

describe('shortage', () => {
  const cluster = clusterOf(
    nodeObject('n', { allocatable: { cpu: '4', memory: '8Gi', pods: '3', 'nvidia.com/mig-1g.5gb': '1' } }),
    podObject('x/a', '', { on: 'n', requests: { cpu: '1500m', memory: '2Gi' } }),
    podObject('x/b', '', { on: 'n', requests: { cpu: '1', memory: '4Gi' } }),
    podObject('x/next', '', { nominated: 'n', priority: 5, requests: { cpu: '1' } }),
  );
  const node = nodeIn(cluster, 'n');
  const cases: readonly [
    name: string,
    requests: Readonly<Record<string, string>>,
    priority: number,
    want: string | undefined,
  ][] = [
    ['what is left is enough', { cpu: '1500m', memory: '2Gi' }, 9, undefined],
    ['CPU is not', { cpu: '1501m' }, 9, 'cpu'],
    ['memory is not', { memory: '2049Mi' }, 9, 'memory'],
    ['a nominated pod of higher priority goes first', { cpu: '1' }, 0, 'cpu'],
    ['MIG devices are counted elsewhere', { 'nvidia.com/mig-1g.5gb': '5' }, 9, undefined],
    ['another extended resource that the node lacks', { 'example.com/nic': '1' }, 9, 'example.com/nic'],
    ['storage that nobody counted', { 'ephemeral-storage': '10Gi' }, 9, undefined],
  ];
  for (const [name, requests, priority, want] of cases) {
    it(`${name}: ${want ?? 'none'}`, () => {
      assert.equal(shortage(node, pod('x/p', '', { requests, priority }))?.resource, want);
    });
  }

  it('counts pods, and leaves out those that are gone', () => {
    const asking = pod('x/p', '', { requests: { cpu: '3' }, priority: 9 });
    assert.deepEqual(shortage(node, asking), { resource: 'cpu', asked: 3, free: 1.5 });
    assert.equal(shortage(node, asking, new Set(['uid-a', 'uid-b'])), undefined);
    const low = pod('x/p', '', { priority: 0 });
    assert.equal(shortage(node, low)?.resource, 'pods');
  });
});

describe('disruption budgets', () => {
  const budget = (
    name: string,
    selector: object | null,
    allowed: number,
    disrupted: readonly string[] = [],
  ): object => ({
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'x' },
    spec: { selector },
    status: { disruptionsAllowed: allowed, disruptedPods: Object.fromEntries(disrupted.map((each) => [each, ''])) },
  });
  const { disruptionBudgets } = clusterOf(
    budget('by-label', { matchLabels: { app: 'web' } }, 1),
    budget('by-expression', { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] }, 0),
    budget('all', {}, 2, ['going']),
    budget('none', null, 0),
  );
  const cases: readonly [key: string, app: string, want: readonly string[]][] = [
    ['x/p', 'web', ['x/all', 'x/by-expression', 'x/by-label']],
    ['x/p', 'api', ['x/all', 'x/by-expression']],
    ['x/p', 'db', ['x/all']],
    ['x/going', 'db', []],
    ['y/p', 'web', []],
  ];
  for (const [key, app, want] of cases) {
    it(`of ${key} with app=${app} are ${want.join(', ') || 'none'}`, () => {
      assert.deepEqual(budgetsOf(pod(key, '', { labels: { app } }), disruptionBudgets), want);
    });
  }

  it('leave a pod alone that is being deleted', () => {
    const deleted = pod('x/p', '1g.5gb', { owner: 'ReplicaSet', deleted: '2026-11-20T09:00:00Z' });
    assert.equal(mayBeMoved(deleted, []), false);
  });

  it('keep a movable pod where it is once they are spent', () => {
    const owned = (app: string) => pod('x/p', '1g.5gb', { owner: 'ReplicaSet', labels: { app } });
    assert.deepEqual(
      [mayBeMoved(owned('api'), disruptionBudgets), mayBeMoved(owned('db'), disruptionBudgets)],
      [false, true],
    );
    assert.equal(mayBeMoved(pod('x/p', '1g.5gb', { owner: 'Job', labels: { app: 'db' } }), disruptionBudgets), false);
  });
});

describe('quotas', () => {
  it('are read resource by resource', () => {
    const { quotas } = clusterOf({
      kind: 'ResourceQuota',
      metadata: { name: 'gpu', namespace: 'x' },
      spec: { hard: { 'requests.nvidia.com/mig-1g.5gb': '4', 'limits.cpu': '8', 'requests.cpu': 'lots' } },
      status: { used: { 'requests.nvidia.com/mig-1g.5gb': '3' } },
    });
    assert.deepEqual(quotas, [{ namespace: 'x', name: 'gpu', resource: 'nvidia.com/mig-1g.5gb', hard: 4, used: 3 }]);
  });
});

it('a pod is found by namespace and name', () => {
  assert.equal(podIn(clusterOf(podObject('x/p', '1g.5gb')), 'x/p').uid, 'uid-p');
});

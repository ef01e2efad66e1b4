import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import { wrongs } from './checker.ts';
import { createNodes, GPUS, gpuNode } from './nodes.ts';
import { createNamespaces, createPods, createPriorities, gpuPod, nodeOf, type PodText, verdictOn } from './pods.ts';
import { openStage, SCENARIO_MS, type Stage } from './stage.ts';

/** Time for evictions that should not be: a preemption takes a scheduling cycle or two. */
const QUIET_MS = 4000;

describe('preemption', { timeout: SCENARIO_MS }, () => {
  let stage: Stage;
  before(async () => {
    // Victims take a moment to end, as they do in life.
    stage = await openStage({ bind: true, terminationMs: 700 });
    const { plane, api, slicewise } = stage;
    await plane.startScheduler({ extender: { url: slicewise.url } });
    const extender = { url: slicewise.url, bind: true, ignoredByScheduler: true };
    await plane.startScheduler({ extender, schedulerName: 'carving' }, 'scheduler-carve');
    await createNamespaces(api, 'low', 'high');
    await createPriorities(api, { low: 10, middle: 50, high: 1000 });
    await api.scheduling.createPriorityClass({
      body: { metadata: { name: 'patient' }, value: 1000, preemptionPolicy: 'Never' },
    });
  });
  after(() => stage?.close());

  /** Pods that run already: `name node asks priority`. */
  function running(...rows: readonly string[]): Promise<void> {
    return run(
      rows.map((row) => {
        const [name, on = '', asks = '', priorityClass = 'low'] = row.split(' ');
        return gpuPod(`low/${name}`, asks, { on, priorityClass, graceSeconds: 30, labels: { app: String(name) } });
      }),
    );
  }

  /** Pods that run already in carve mode: `name node 1g.5gb@4 cores`, oldest first. */
  async function carved(...rows: readonly string[]): Promise<void> {
    for (const row of rows) {
      const [name, on = '', placement = '', cpu = ''] = row.split(' ');
      const [profile = '', start] = placement.split('@');
      const chosen = JSON.stringify({ gpu: `GPU-${on}-0`, profile, start: Number(start) });
      const annotations = { 'slicewise.dev/placement': chosen };
      await run([gpuPod(`low/${name}`, profile, { on, cpu, annotations, priorityClass: 'low', graceSeconds: 30 })]);
    }
  }

  async function run(pods: readonly V1Pod[]): Promise<void> {
    await createPods(stage.api, pods);
    await stage.view.until('the pods to run', 10_000, (shown) =>
      pods.every(({ metadata }) => shown.get(`low/${metadata?.name}`)?.status?.phase === 'Running'),
    );
  }

  async function arrives(name: string, asks: string, more: PodText): Promise<void> {
    await createPods(stage.api, [gpuPod(`high/${name}`, asks, { priorityClass: 'high', ...more })]);
  }

  /** Where a pod is bound in the end. */
  async function place(name: string): Promise<string | undefined> {
    const pods = await stage.view.until(`${name} to be bound`, 30_000, (shown) => {
      const pod = shown.get(`high/${name}`);
      return pod !== undefined && nodeOf(pod) !== undefined;
    });
    return nodeOf(pods.get(`high/${name}`) ?? {});
  }

  /** Which of the pods that ran are left, as the API server says, by the node that they are on. */
  async function left(): Promise<readonly string[]> {
    const { items } = await stage.api.core.listNamespacedPod({ namespace: 'low' });
    return items
      .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
      .map(({ metadata }) => metadata?.name ?? '')
      .sort();
  }

  afterEach(async () => {
    const { api, view } = stage;
    for (const namespace of ['low', 'high']) {
      await api.core.deleteCollectionNamespacedPod({ namespace, gracePeriodSeconds: 0 });
    }
    await api.core.deleteCollectionNode({});
    await view.until('all pods to be gone', 10_000, (pods) => pods.size === 0);
  });

  it('takes the instance from the one pod whose end costs least, and nothing from other nodes', async () => {
    const layout = ['4g.20gb@0 1g.5gb@4 1g.5gb@5 1g.5gb@6'];
    const names = ['a-1', 'a-2', 'a-3', 'a-4'];
    await createNodes(stage.api, ...names.map((name) => gpuNode(name, { gpus: layout, pool: 'a' })));
    await running(
      'dear a-1 4g.20gb middle',
      'cheap a-2 4g.20gb low',
      'beside a-2 1g.5gb low',
      'untouchable a-3 4g.20gb high',
      'also-dear a-4 4g.20gb middle',
    );
    await arrives('asks-4g', '4g.20gb', { pool: 'a' });
    assert.equal(await place('asks-4g'), 'a-2');
    await sleep(QUIET_MS);
    assert.deepEqual(await left(), ['also-dear', 'beside', 'dear', 'untouchable']);
  });

  it('evicts the one pod whose slices are in the way, where counting cores would evict others (carve)', async () => {
    const { api } = stage;
    await createNodes(
      api,
      ...['c-1', 'c-2'].map((name) => gpuNode(name, { gpus: [''], mode: 'carve', cpu: 32, pool: 'c' })),
    );
    // 16 of 32 cores are wanted. On c-1 any of three pods would do, and kube-scheduler spares the oldest; slices 0 to 3 are
    // wanted, too, and there only the oldest stands in the way. On c-2 two pods would have to go.
    await carved('left c-1 1g.5gb@1 8', 'right c-1 1g.5gb@4 8', 'far-right c-1 1g.5gb@5 8');
    await carved('first c-2 1g.5gb@0 16', 'second c-2 1g.5gb@2 16');
    await arrives('asks-4g', '4g.20gb', { pool: 'c', cpu: '16', spec: { schedulerName: 'carving' } });
    assert.equal(await place('asks-4g'), 'c-1');
    await sleep(QUIET_MS);
    assert.deepEqual(await left(), ['far-right', 'first', 'right', 'second']);
    const [nodes, pods] = await Promise.all([api.core.listNode(), api.core.listPodForAllNamespaces()]);
    assert.deepEqual(wrongs(nodes.items, pods.items), []);
  });

  it('evicts nobody where that would not help, on however many nodes', async () => {
    const names = ['u-1', 'u-2', 'u-3', 'u-4', 'u-5'];
    // The nodes advertise an instance that cannot be there: whoever is evicted, slicewise would reject the node again.
    const nodes = names.map((name) => {
      const node = gpuNode(name, { gpus: ['4g.20gb@0'], pool: 'u' });
      const gpus = [{ index: 0, product: 'NVIDIA-A100-SXM4-40GB', instances: [{ profile: '4g.20gb', start: 4 }] }];
      const annotations = { [GPUS]: JSON.stringify({ v: 1, gpus }) };
      return { ...node, metadata: { ...node.metadata, annotations } };
    });
    await createNodes(stage.api, ...nodes);
    await running(...names.map((name) => `on-${name} ${name} 4g.20gb`));
    await arrives('hopeless', '4g.20gb', { pool: 'u' });
    const pods = await stage.view.until('the verdict', 20_000, (shown) => {
      return verdictOn(shown.get('high/hopeless') ?? {}) !== undefined;
    });
    assert.equal(verdictOn(pods.get('high/hopeless') ?? {})?.reason, 'Unschedulable');
    await sleep(QUIET_MS);
    assert.deepEqual(
      await left(),
      names.map((name) => `on-${name}`),
    );
  });

  it('spares a pod whose disruption budget is used up, even where it is the least important', async () => {
    await createNodes(
      stage.api,
      gpuNode('p-1', { gpus: ['4g.20gb@0'], pool: 'p' }),
      gpuNode('p-2', { gpus: ['4g.20gb@0'], pool: 'p' }),
    );
    await stage.api.policy.createNamespacedPodDisruptionBudget({
      namespace: 'low',
      body: { metadata: { name: 'guard' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } } },
    });
    await running('guarded p-1 4g.20gb low', 'free p-2 4g.20gb middle');
    await arrives('asks-4g', '4g.20gb', { pool: 'p' });
    assert.equal(await place('asks-4g'), 'p-2');
    assert.deepEqual(await left(), ['guarded']);
  });

  it('evicts nobody for a pod whose preemptionPolicy is Never', async () => {
    await createNodes(stage.api, gpuNode('n-1', { gpus: ['4g.20gb@0'], pool: 'n' }));
    await running('stays n-1 4g.20gb low');
    await arrives('patient', '4g.20gb', { pool: 'n', priorityClass: 'patient' });
    await stage.view.until('the verdict', 20_000, (shown) => {
      return verdictOn(shown.get('high/patient') ?? {})?.reason === 'Unschedulable';
    });
    await sleep(QUIET_MS);
    assert.deepEqual(await left(), ['stays']);
  });
});

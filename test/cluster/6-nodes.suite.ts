import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PatchStrategy, setHeaderOptions, type V1Node } from '@kubernetes/client-node';
import { assertKnowsAll } from './answers.ts';
import { wrongs } from './checker.ts';
import { createNodes, GPUS, gpuNode } from './nodes.ts';
import { createNamespaces, createPods, gpuPod, nodeOf, type PodText, verdictOn } from './pods.ts';
import { openStage, SCENARIO_MS, type Stage } from './stage.ts';

/** How long a terminating pod takes to end. */
const TERMINATION_MS = 3000;

const CARVING: PodText = { spec: { schedulerName: 'carving' } };

describe('nodes that change while pods arrive', { timeout: SCENARIO_MS }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ bind: true, terminationMs: TERMINATION_MS });
    const { api, plane, slicewise } = stage;
    await createNamespaces(api, 'x');
    await plane.startScheduler({ extender: { url: slicewise.url } });
    const extender = { url: slicewise.url, bind: true, ignoredByScheduler: true };
    await plane.startScheduler({ extender, schedulerName: 'carving' }, 'scheduler-carve');
  });
  after(() => stage?.close());

  afterEach(async () => {
    const { api, plane, slicewise, view } = stage;
    const [nodes, pods] = await Promise.all([api.core.listNode(), api.core.listPodForAllNamespaces()]);
    assert.deepEqual(wrongs(nodes.items, pods.items), []);
    await assertKnowsAll(slicewise, plane);
    await api.core.deleteCollectionNamespacedPod({ namespace: 'x', gracePeriodSeconds: 0 });
    await api.core.deleteCollectionNode({});
    await view.until('all pods to be gone', 10_000, (shown) => shown.size === 0);
  });

  async function arrive(name: string, asks: string, more: PodText = {}): Promise<void> {
    await createPods(stage.api, [gpuPod(`x/${name}`, asks, more)]);
  }

  /** Where a pod is bound in the end. */
  async function placeOf(name: string): Promise<string | undefined> {
    const pods = await stage.view.until(`${name} to be bound`, 20_000, (shown) => {
      return nodeOf(shown.get(`x/${name}`) ?? {}) !== undefined;
    });
    return nodeOf(pods.get(`x/${name}`) ?? {});
  }

  async function waits(name: string, message: RegExp): Promise<void> {
    await stage.view.until(`${name} to be rejected with ${message}`, 20_000, (shown) => {
      const pod = shown.get(`x/${name}`);
      return pod !== undefined && nodeOf(pod) === undefined && message.test(verdictOn(pod)?.message ?? '');
    });
  }

  async function patch(name: string, body: object): Promise<void> {
    await stage.api.core.patchNode({ name, body }, setHeaderOptions('Content-Type', PatchStrategy.MergePatch));
  }

  /** Has a node report its GPUs, and its kubelet the instances, as another one would. */
  async function report(name: string, { metadata, status }: V1Node): Promise<void> {
    const body = ['capacity', 'allocatable'].map((field) => ({
      op: 'replace',
      path: `/status/${field}`,
      value: status?.allocatable,
    }));
    await stage.api.core.patchNodeStatus({ name, body }, setHeaderOptions('Content-Type', PatchStrategy.JsonPatch));
    await patch(name, { metadata: { annotations: metadata?.annotations ?? {} } });
  }

  it('takes a pod that waited, on a node that appears', async () => {
    await createNodes(stage.api, gpuNode('a-1', { gpus: ['3g.20gb@4'] }));
    await arrive('waits', '2g.10gb');
    await waits('waits', /Insufficient nvidia.com\/mig-2g.10gb/);
    await createNodes(stage.api, gpuNode('a-2', { gpus: ['2g.10gb@0'] }));
    assert.equal(await placeOf('waits'), 'a-2');
  });

  it('sends nothing to a node that has vanished', async () => {
    await createNodes(stage.api, ...['v-1', 'v-2'].map((name) => gpuNode(name, { gpus: [''], mode: 'carve' })));
    await arrive('first', '4g.20gb', CARVING);
    const [gone, kept] = (await placeOf('first')) === 'v-1' ? ['v-1', 'v-2'] : ['v-2', 'v-1'];
    await stage.api.core.deleteNode({ name: gone });
    await arrive('second', '4g.20gb', CARVING);
    assert.equal(await placeOf('second'), kept);
    await arrive('third', '4g.20gb', CARVING);
    await waits('third', /1 mig: slices in use/);
  });

  it('sends nothing to a node that is cordoned, until it is not', async () => {
    await createNodes(stage.api, gpuNode('c-1', { gpus: ['1g.5gb@0'] }));
    await patch('c-1', { spec: { unschedulable: true } });
    await arrive('waits', '1g.5gb');
    await waits('waits', /unschedulable/);
    await patch('c-1', { spec: { unschedulable: false } });
    assert.equal(await placeOf('waits'), 'c-1');
  });

  it('places by the layout that a node has now, not by the one it had', async () => {
    await createNodes(stage.api, gpuNode('l-1', { gpus: ['1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3'] }));
    await arrive('waits', '3g.20gb');
    await waits('waits', /Insufficient/);
    await report('l-1', gpuNode('l-1', { gpus: ['3g.20gb@0 3g.20gb@4'] }));
    assert.equal(await placeOf('waits'), 'l-1');
    await arrive('late', '1g.5gb');
    await waits('late', /Insufficient/);
  });

  it('takes no pod for a GPU whose report is illegal, until it is legal', async () => {
    const good = gpuNode('i-1', { gpus: [''], mode: 'carve' });
    await createNodes(stage.api, good);
    await arrive('before', '1g.5gb', CARVING);
    assert.equal(await placeOf('before'), 'i-1');
    await patch('i-1', { metadata: { annotations: { [GPUS]: '{"v":1,"gpus":[{"index":0' } } });
    await arrive('waits', '1g.5gb', CARVING);
    await waits('waits', /mig: GPU layout not known/);
    await patch('i-1', { metadata: { annotations: good.metadata?.annotations ?? {} } });
    assert.equal(await placeOf('waits'), 'i-1');
  });

  it('gives the place of a pod to another once it has ended, and not while it ends', async () => {
    await createNodes(stage.api, gpuNode('t-1', { gpus: [''], mode: 'carve' }));
    await arrive('ends', '7g.40gb', { ...CARVING, graceSeconds: 30 });
    assert.equal(await placeOf('ends'), 't-1');
    await stage.api.core.deleteNamespacedPod({ namespace: 'x', name: 'ends' });
    await arrive('waits', '3g.20gb', CARVING);
    await waits('waits', /1 mig: slices in use/);
    await sleep(TERMINATION_MS / 3);
    const { items } = await stage.api.core.listNamespacedPod({ namespace: 'x' });
    assert.deepEqual(
      items.map((pod) => [pod.metadata?.name, nodeOf(pod)]),
      [
        ['ends', 't-1'],
        ['waits', undefined],
      ],
    );
    assert.equal(await placeOf('waits'), 't-1');
    assert.equal(stage.view.pods().get('x/ends'), undefined);
  });

  it('knows a node again under another name, and another node under the same name', async () => {
    const { api } = stage;
    const node = gpuNode('old', { gpus: [''], mode: 'carve' });
    await createNodes(api, node);
    await arrive('first', '7g.40gb', CARVING);
    assert.equal(await placeOf('first'), 'old');
    await arrive('second', '7g.40gb', CARVING);
    await waits('second', /1 mig: slices in use/);

    // The same machine with the same GPUs: what ran there is gone.
    await api.core.deleteNode({ name: 'old' });
    await api.core.deleteNamespacedPod({ namespace: 'x', name: 'first', gracePeriodSeconds: 0 });
    const labels = { ...node.metadata?.labels, 'kubernetes.io/hostname': 'new' };
    await createNodes(api, { ...node, metadata: { ...node.metadata, name: 'new', labels } });
    assert.equal(await placeOf('second'), 'new');

    // Another machine under the name that was free again, at once.
    await api.core.deleteNode({ name: 'new' });
    await api.core.deleteNamespacedPod({ namespace: 'x', name: 'second', gracePeriodSeconds: 0 });
    await createNodes(api, gpuNode('new', { product: 'NVIDIA-A30', gpus: [''], mode: 'carve' }));
    await arrive('third', '7g.40gb', CARVING);
    await waits('third', /mig: profile not offered/);
    await arrive('fourth', '4g.24gb', CARVING);
    assert.equal(await placeOf('fourth'), 'new');
  });
});

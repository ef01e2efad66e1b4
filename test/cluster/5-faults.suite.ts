import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../bench/cluster/random.ts';
import type { ApiProxy } from '../control-plane/api-proxy.ts';
import { startRequestBalancer } from '../control-plane/request-balancer.ts';
import { waitUntil } from '../control-plane/wait.ts';
import { assertKnowsAll } from './answers.ts';
import { wrongs } from './checker.ts';
import { callsOf } from './metrics.ts';
import { createNodes, gpuNode } from './nodes.ts';
import { createNamespaces, createPods, createPodsStubbornly, gpuPod, keyOf, nodeOf, removePods } from './pods.ts';
import { type Slicewise, startSlicewise } from './slicewise.ts';
import { openStage, SCENARIO_MS, type Stage } from './stage.ts';

/** Pods of a burst, and how many arrive at once. */
const PODS = 60;
const FLOCK = 6;
/** From one flock to the next, in milliseconds. */
const PAUSE_MS = 100;
/** How long kube-scheduler waits for an answer. */
const HTTP_TIMEOUT_MS = 1000;

describe('after a fault in the middle of a burst', { timeout: 2 * SCENARIO_MS }, () => {
  const random = createRandom(3);
  const names = ['n-1', 'n-2', 'n-3', 'n-4'];
  let stage: Stage;
  let proxy: ApiProxy;
  let slicewise: Slicewise;

  before(async () => {
    stage = await openStage({ bind: true, hasProxy: true });
    ({ slicewise } = stage);
    assert.ok(stage.proxy);
    proxy = stage.proxy;
    const { api, plane } = stage;
    await createNamespaces(api, 'x');
    await createNodes(api, ...names.map((name) => gpuNode(name, { gpus: Array(8).fill(''), mode: 'carve' })));
    await plane.startScheduler({ extender: extender(slicewise.url) });
  });
  after(async () => {
    await slicewise?.stop();
    await stage?.close();
  });

  /** Pods arrive, and amidst them something breaks: in the end each has a place of its own, and slicewise knows it all. */
  async function survives(t: TestContext, breakSomething: () => Promise<void>, schedulerName?: string): Promise<void> {
    const { api, view } = stage;
    const word = t.name.replaceAll(/\W+/g, '-').toLowerCase().slice(0, 20);
    const pods = Array.from({ length: PODS }, (_, index) =>
      gpuPod(`x/${word}${index}`, random.pick(['1g.5gb', '1g.5gb', '2g.10gb', '3g.20gb']), {
        spec: schedulerName === undefined ? {} : { schedulerName },
      }),
    );
    const breaking = sleep(3 * PAUSE_MS).then(breakSomething);
    for (let first = 0; first < PODS; first += FLOCK) {
      await createPodsStubbornly(api, pods.slice(first, first + FLOCK));
      await sleep(PAUSE_MS);
    }
    await breaking;
    const started = performance.now();
    await view.until('every pod to be bound', 60_000, (shown) =>
      pods.every((pod) => nodeOf(shown.get(keyOf(pod)) ?? {}) !== undefined),
    );
    t.diagnostic(`all ${PODS} pods are bound ${Math.round(performance.now() - started)} ms after the last arrived`);

    const [nodes, { items }] = await Promise.all([api.core.listNode(), api.core.listNamespacedPod({ namespace: 'x' })]);
    assert.deepEqual(items.map(keyOf).toSorted(), pods.map(keyOf).toSorted());
    assert.deepEqual(wrongs(nodes.items, items), []);
    await assertKnowsAll(slicewise, stage.plane);
    await api.core.deleteCollectionNamespacedPod({ namespace: 'x', gracePeriodSeconds: 0 });
    await view.until('all pods to be gone', 10_000, (shown) => shown.size === 0);
    await assertKnowsAll(slicewise, stage.plane);
  }

  /** That kube-scheduler met the fault, too. */
  async function assertNoticed(error: RegExp): Promise<void> {
    const { items } = await stage.api.events.listNamespacedEvent({ namespace: 'x' });
    assert.ok(items.some(({ note }) => error.test(note ?? '')));
  }

  it('API server killed and started again', (t) =>
    survives(t, async () => {
      await stage.plane.killApiServer();
      await sleep(1000);
      await stage.plane.restartApiServer();
    }));

  it('watches cut, again and again', (t) =>
    survives(t, async () => {
      for (let times = 0; times < 5; times++) {
        proxy.cut();
        await sleep(200);
      }
    }));

  for (const how of ['status', 'event'] as const) {
    it(`watches too old to go on, told by ${how}`, (t) =>
      survives(t, async () => {
        const before = proxy.expired;
        proxy.expireWatches(4, how);
        proxy.cut();
        await waitUntil('the watches to be refused', 10_000, () => proxy.expired === before + 4);
      }));
  }

  it('pods and a node that went while nobody could watch, in a list that no longer has them', async () => {
    const { api, plane, view } = stage;
    await createNodes(api, gpuNode('goes', { gpus: ['', ''], mode: 'carve' }));
    const pods = ['x/goes', 'x/stays'].map((key) => gpuPod(key, '3g.20gb'));
    await createPods(api, pods);
    await view.until('both to be bound', 20_000, (shown) =>
      pods.every((pod) => nodeOf(shown.get(keyOf(pod)) ?? {}) !== undefined),
    );
    await assertKnowsAll(slicewise, plane);
    proxy.block();
    await removePods(api, ['x/goes']);
    await api.core.deleteNode({ name: 'goes' });
    const before = proxy.expired;
    proxy.expireWatches(4, 'status');
    proxy.unblock();
    await waitUntil('the watches to be refused', 10_000, () => proxy.expired === before + 4);
    await assertKnowsAll(slicewise, plane);
    await removePods(api, ['x/stays']);
    await view.until('all pods to be gone', 10_000, (shown) => shown.size === 0);
  });

  it('extender killed and started again', async (t) => {
    await survives(t, async () => {
      await slicewise.kill();
      await sleep(500);
      slicewise = await slicewise.restart();
    });
    await assertNoticed(/connection refused/);
  });

  it('extender hanging longer than kube-scheduler waits', async (t) => {
    await survives(t, async () => {
      slicewise.freeze();
      await sleep(2.5 * HTTP_TIMEOUT_MS);
      slicewise.thaw();
    });
    await assertNoticed(/Client.Timeout exceeded/);
  });

  it('one of two replicas killed', async (t) => {
    const { folder, adminKubeconfig: kubeconfig } = stage.plane;
    const second = await startSlicewise({ folder, kubeconfig, name: 'second', bind: true });
    const service = await startRequestBalancer([slicewise.address, second.address], random);
    await stage.plane.startScheduler(
      { extender: extender(service.url), schedulerName: 'replicated' },
      'scheduler-replicated',
    );
    try {
      await survives(
        t,
        async () => {
          // Only once it has bound pods, and is binding more.
          await waitUntil(
            'the second replica to bind',
            10_000,
            async () => (await callsOf(second.operations, 'bind')) > 5,
          );
          await second.kill();
          await sleep(500);
          service.remove(second.address);
        },
        'replicated',
      );
    } finally {
      await second.kill();
      await service.stop();
    }
  });
});

function extender(url: string) {
  return { url, bind: true, ignoredByScheduler: true, httpTimeout: `${HTTP_TIMEOUT_MS}ms` };
}

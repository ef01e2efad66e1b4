import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { waitUntil } from '../control-plane/wait.ts';
import { wrongs } from './checker.ts';
import { callsOf } from './metrics.ts';
import { createNodes, GPUS, gpuNode } from './nodes.ts';
import {
  createNamespaces,
  createPods,
  createPriorities,
  gpuPod,
  keyOf,
  nodeOf,
  removePods,
  verdictOn,
} from './pods.ts';
import { openStage, SCENARIO_MS, type Stage } from './stage.ts';

const PODS = 50;
/** Calls for each pod until all is quiet: one, one because of the verdict on it, and some to spare. */
const MOST_CALLS = 4;
/** How long the cluster is left alone, and calls are counted. */
const QUIET_MS = 10_000;
/** "Within seconds": kube-scheduler's longest backoff, and what 50 bindings take on a small machine. */
const SOON_MS = 15_000;

describe('pods that have no place', { timeout: SCENARIO_MS }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ bind: true });
    await createNamespaces(stage.api, 'static', 'carve', 'holders');
  });
  after(() => stage?.close());

  /** Creates pods that slicewise will reject, and waits until kube-scheduler has nothing left to do about them. */
  async function wait(namespace: string, asks: string, schedulerName: string): Promise<readonly string[]> {
    const pods = Array.from({ length: PODS }, (_, index) =>
      gpuPod(`${namespace}/waits-${index}`, asks, { pool: namespace, spec: { schedulerName } }),
    );
    const first = await callsOf(stage.slicewise.operations);
    await createPods(stage.api, pods);
    await stage.view.until('every pod to be rejected', 30_000, (shown) =>
      pods.every((pod) => verdictOn(shown.get(keyOf(pod)) ?? {})?.reason === 'Unschedulable'),
    );
    // Writing its verdict on a pod wakes kube-scheduler once more.
    let before = Number.NaN;
    await waitUntil('the calls to end', 20_000, async () => {
      await sleep(1000);
      const calls = await callsOf(stage.slicewise.operations);
      const isQuiet = calls === before;
      before = calls;
      return isQuiet;
    });
    assert.ok(before - first <= MOST_CALLS * PODS, `${before - first} calls about ${PODS} pods`);
    return pods.map(keyOf);
  }

  async function assertNoCalls(t: TestContext): Promise<void> {
    const calls = await callsOf(stage.slicewise.operations);
    await sleep(QUIET_MS);
    const more = (await callsOf(stage.slicewise.operations)) - calls;
    t.diagnostic(`${PODS} pods that wait: ${calls} calls at first, ${more} in the ${QUIET_MS / 1000} s after`);
    assert.equal(more, 0);
  }

  async function assertEventsName(cause: RegExp, keys: readonly string[]): Promise<void> {
    const { items } = await stage.api.events.listEventForAllNamespaces();
    const failures = items.filter(({ reason }) => reason === 'FailedScheduling');
    const unnamed = keys.filter(
      (key) =>
        !failures.some(
          ({ regarding, note }) => `${regarding?.namespace}/${regarding?.name}` === key && cause.test(note ?? ''),
        ),
    );
    assert.deepEqual(unnamed, []);
  }

  async function assertPlacedSoon(t: TestContext, keys: readonly string[]): Promise<void> {
    const started = performance.now();
    await stage.view.until('every pod to be bound', SOON_MS, (pods) =>
      keys.every((key) => nodeOf(pods.get(key) ?? {}) !== undefined),
    );
    t.diagnostic(`all ${PODS} are bound ${Math.round(performance.now() - started)} ms after there is room`);
    const [nodes, pods] = await Promise.all([stage.api.core.listNode(), stage.api.core.listPodForAllNamespaces()]);
    assert.deepEqual(wrongs(nodes.items, pods.items), []);
  }

  it('wait quietly while a layout is unknown (static), and are placed once it is told', async (t) => {
    const { api, plane, slicewise } = stage;
    await plane.startScheduler({ extender: { url: slicewise.url } }, 'scheduler-static');
    const seven = '1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3 1g.5gb@4 1g.5gb@5 1g.5gb@6';
    const good = gpuNode('static-1', { gpus: Array.from({ length: 8 }, () => seven), pool: 'static' });
    const annotation = good.metadata?.annotations?.[GPUS] ?? '';
    const annotations = { [GPUS]: annotation.replaceAll('"start":6', '"start":5') };
    await createNodes(api, { ...good, metadata: { ...good.metadata, annotations } });

    const keys = await wait('static', '1g.5gb', 'default-scheduler');
    await assertNoCalls(t);
    await assertEventsName(/0\/1 nodes are available: 1 mig: GPU layout not known/, keys);
    await api.core.patchNode(
      { name: 'static-1', body: { metadata: { annotations: { [GPUS]: annotation } } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    await assertPlacedSoon(t, keys);
  });

  it('wait quietly while every slice is used (carve), and are placed once pods leave', async (t) => {
    const { api, plane, slicewise } = stage;
    const extender = { url: slicewise.url, bind: true, ignoredByScheduler: true };
    await plane.startScheduler({ extender, schedulerName: 'carving' }, 'scheduler-carve');
    // Several nodes full of pods that are less important: up to Kubernetes 1.37 kube-scheduler would preempt in vain on one
    // after the other, and find another reason each time, if it were told that a preemption may help.
    const names = ['carve-1', 'carve-2', 'carve-3', 'carve-4'];
    await createPriorities(api, { low: -10 });
    await createNodes(api, ...names.map((name) => gpuNode(name, { gpus: ['', ''], mode: 'carve', pool: 'carve' })));
    const holders = names.flatMap((on) =>
      [0, 1].map((index) => {
        const placement = { gpu: `GPU-${on}-${index}`, profile: '7g.40gb', start: 0 };
        const annotations = { 'slicewise.dev/placement': JSON.stringify(placement) };
        return gpuPod(`holders/on-${on}-${index}`, '7g.40gb', { on, annotations, priorityClass: 'low' });
      }),
    );
    await createPods(api, holders);

    const keys = await wait('carve', '1g.5gb', 'carving');
    await assertNoCalls(t);
    await assertEventsName(/ 4 mig: slices in use/, keys);
    await removePods(api, holders.map(keyOf));
    await assertPlacedSoon(t, keys);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRandom } from '../../bench/cluster/random.ts';
import { why } from '../../src/testing/explaining.ts';
import { clusterOf } from '../../src/testing/objects.ts';
import { assertKnowsAll } from './answers.ts';
import { couldBePlaced, wrongs } from './checker.ts';
import { createNodes, gpuNode } from './nodes.ts';
import { createNamespaces, createPods, gpuPod, isDecided, keyOf, nodeOf } from './pods.ts';
import { openStage, SCENARIO_MS, type Stage } from './stage.ts';

const PODS = 500;
/** As many GPUs of each board, so that a few pods find no place. */
const BOARDS = [
  {
    product: 'NVIDIA-A100-SXM4-40GB',
    nodes: 6,
    asks: ['1g.5gb', '1g.5gb', '1g.5gb+me', '2g.10gb', '3g.20gb', '4g.20gb'],
  },
  { product: 'NVIDIA-H100-80GB-HBM3', nodes: 6, asks: ['1g.10gb', '2 x 1g.10gb', '1g.10gb, 2g.20gb', '3g.40gb'] },
  { product: 'NVIDIA-A30', nodes: 6, asks: ['1g.6gb', '1g.6gb', '2g.12gb'] },
] as const;
const GPUS_PER_NODE = 8;

describe('a burst of 500 pods on nodes in carve mode', { timeout: SCENARIO_MS }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ manifests: 'extender-carve.yaml', tls: 'off' });
    const { api, plane, slicewise } = stage;
    await createNamespaces(api, 'x');
    const nodes = BOARDS.flatMap(({ product, nodes: count }) =>
      Array.from({ length: count }, (_, index) =>
        gpuNode(`${product.toLowerCase()}-${index}`, { product, gpus: Array(GPUS_PER_NODE).fill(''), mode: 'carve' }),
      ),
    );
    await createNodes(api, ...nodes);
    await plane.startScheduler({ extender: { url: slicewise.url, bind: true, ignoredByScheduler: true } });
  });
  after(() => stage?.close());

  it('places every pod that has a place, each in a legal one of its own', async (t) => {
    const { api, view, plane, slicewise } = stage;
    const random = createRandom(11);
    const pods = Array.from({ length: PODS }, (_, index) =>
      gpuPod(`x/pod-${index}`, random.pick(random.pick(BOARDS).asks)),
    );
    const started = performance.now();
    await createPods(api, pods);
    await view.until('every pod to be decided on', 90_000, (shown) =>
      pods.every((pod) => isDecided(shown.get(keyOf(pod)) ?? {})),
    );
    const seconds = (performance.now() - started) / 1000;

    const [nodes, { items }] = await Promise.all([api.core.listNode(), api.core.listNamespacedPod({ namespace: 'x' })]);
    assert.equal(items.length, PODS);
    assert.deepEqual(wrongs(nodes.items, items), []);
    const pending = items.filter((pod) => nodeOf(pod) === undefined);
    t.diagnostic(`${PODS - pending.length} pods bound, ${pending.length} wait, after ${seconds.toFixed(1)} s`);
    assert.deepEqual(pending.filter((pod) => couldBePlaced(nodes.items, items, pod)).map(keyOf), []);
    const ofKind = (kind: string) => (object: object) => ({ ...object, kind });
    const cluster = clusterOf(...nodes.items.map(ofKind('Node')), ...items.map(ofKind('Pod')));
    assert.deepEqual(
      pending.map(keyOf).filter((key) => why(cluster, key).cause === 'placeable'),
      [],
    );
    await assertKnowsAll(slicewise, plane);
  });
});

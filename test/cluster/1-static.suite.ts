import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { V1Deployment, V1Node, V1Pod } from '@kubernetes/client-node';
import { createRandom, type Random } from '../../bench/cluster/random.ts';
import { applyAll } from '../control-plane/apply.ts';
import { asked, couldBePlaced, wrongs } from './checker.ts';
import { pickDeployments, readExampleCluster, replicaOf } from './example-cluster.ts';
import { readMetrics, type Sample, sumOf } from './metrics.ts';
import { createNodes } from './nodes.ts';
import { createPods, isDecided, keyOf, nodeOf, removePods } from './pods.ts';
import { openStage, SCENARIO_MS, type Stage } from './stage.ts';

/** The same pods on the same nodes, with another kube-scheduler each. */
const RUNS = ['slicewise', 'plain', 'most-allocated'] as const;
const RUN = 'slicewise.example/run';

const PODS = 300;
const STEP = 20;
/** Pods that are there at once, from when on as many leave as arrive. */
const LEVEL = 110;

/** Profiles of which headroom is compared, by model. */
const LARGE = [
  ['A100-40GB', '3g.20gb'],
  ['A100-40GB', '4g.20gb'],
  ['A100-40GB', '7g.40gb'],
  ['H100-80GB', '3g.40gb'],
  ['H100-80GB', '4g.40gb'],
  ['H100-80GB', '7g.80gb'],
] as const;

const COMPARED: readonly string[] = ['pending', ...LARGE.map(([, profile]) => profile)];

describe('a static cluster where 300 pods of mixed profiles come and go', { timeout: SCENARIO_MS }, () => {
  let stage: Stage;
  const example = readExampleCluster();
  const nodes = RUNS.flatMap((run) => example.nodes.map((node) => nodeFor(node, run)));

  before(async () => {
    stage = await openStage({ poolLabel: RUN, manifests: 'extender.yaml' });
    const { api, plane, slicewise } = stage;
    await applyAll(api, example.others);
    await createNodes(api, ...nodes);
    await plane.startScheduler({ schedulerName: 'slicewise', extender: { url: slicewise.url } }, 'scheduler-slicewise');
    await plane.startScheduler({ schedulerName: 'plain' }, 'scheduler-plain');
    await plane.startScheduler({ schedulerName: 'most-allocated', mostAllocated: true }, 'scheduler-most-allocated');
  });
  after(() => stage?.close());

  it('never has a pod on a node without a free instance for it', async (t) => {
    const { api, view, slicewise } = stage;
    const random = createRandom(7);
    const faults = new Set<string>();
    view.onChange((pods, changed) => {
      const name = changed && nodeOf(changed);
      const node = nodes.find(({ metadata }) => metadata?.name === name);
      if (node === undefined) return;
      const there = [...pods.values()].filter((pod) => nodeOf(pod) === name);
      for (const fault of wrongs([node], there)) faults.add(fault);
    });

    const arrivals = pickDeployments(example.deployments, PODS, random).map(
      (deployment, index): Arrival => ({ deployment, name: `${deployment.metadata?.name}-${index}` }),
    );
    const present: Arrival[] = [];
    const looks: Look[] = [];
    for (let first = 0; first < PODS; first += STEP) {
      const leaving = takeSome(present, present.length + STEP - LEVEL, random);
      await removePods(api, leaving.flatMap(copies).map(keyOf));

      const coming = arrivals.slice(first, first + STEP);
      present.push(...coming);
      const pods = coming.flatMap(copies);
      await createPods(api, pods);
      await view.until('all pods that came to be decided on', 40_000, (shown) =>
        pods.every((pod) => isDecided(shown.get(keyOf(pod)) ?? {})),
      );
      if (present.length > LEVEL - STEP)
        looks.push(look(await readMetrics(slicewise.operations), view.pods().values()));
    }

    // kube-scheduler may let a pod wait for some seconds before it tries it again.
    await view.until('no pod to wait that has a place', 20_000, (shown) => {
      const pods = [...shown.values()];
      return pods.every(
        (pod) => nodeOf(pod) !== undefined || asked(pod).size === 0 || !couldBePlaced(nodes, pods, pod),
      );
    });
    const { items } = await api.core.listPodForAllNamespaces();
    assert.deepEqual(wrongs(nodes, items), []);
    assert.deepEqual([...faults], []);
    // Scores decide what is left: four times as much as where pods are spread.
    assert.ok(largeLeft(looks, 'slicewise') > 2 * largeLeft(looks, 'plain'));
    t.diagnostic(
      `pods that wait, and large instances to be had for certain once idle ones are recut; ${looks.length} looks`,
    );
    for (const run of RUNS) {
      const means = COMPARED.map((what) => `${what} ${mean(looks.map((each) => each[run][what] ?? 0)).toFixed(1)}`);
      t.diagnostic(`${run}: ${means.join(', ')}`);
    }
  });
});

/** A pod to come, once in each run. */
interface Arrival {
  readonly deployment: V1Deployment;
  readonly name: string;
}

/** What is compared, for each run. */
type Look = Readonly<Record<(typeof RUNS)[number], Readonly<Record<string, number>>>>;

/** A node of the example in the part of the cluster that belongs to one run. */
function nodeFor({ metadata, ...rest }: V1Node, run: string): V1Node {
  const name = `${run}-${metadata?.name}`;
  return {
    ...rest,
    metadata: { ...metadata, name, labels: { ...metadata?.labels, 'kubernetes.io/hostname': name, [RUN]: run } },
  };
}

/** The pods that an arrival stands for: one in each run, for its own scheduler and its own nodes. */
function copies({ deployment, name }: Arrival): readonly V1Pod[] {
  return RUNS.map((run) => {
    const pod = replicaOf(deployment, `${name}-${run}`);
    const spec = pod.spec ?? { containers: [] };
    return { ...pod, spec: { ...spec, schedulerName: run, nodeSelector: { ...spec.nodeSelector, [RUN]: run } } };
  });
}

/** Takes this many out of a list. */
function takeSome<T>(list: T[], count: number, random: Random): readonly T[] {
  return Array.from({ length: Math.max(0, count) }, () => list.splice(random.below(list.length), 1)).flat();
}

function look(samples: readonly Sample[], pods: Iterable<V1Pod>): Look {
  const waiting = Map.groupBy(
    [...pods].filter((pod) => nodeOf(pod) === undefined),
    ({ spec }) => spec?.schedulerName,
  );
  const lookAt = (run: string): Readonly<Record<string, number>> => ({
    pending: waiting.get(run)?.length ?? 0,
    ...Object.fromEntries(
      LARGE.map(([model, profile]) => {
        const labels = { pool: `${run}/${model}`, profile, rung: 'reshaped' };
        return [profile, sumOf(samples, 'slicewise_headroom_instances', labels)];
      }),
    ),
  });
  return { slicewise: lookAt('slicewise'), plain: lookAt('plain'), 'most-allocated': lookAt('most-allocated') };
}

/** Large instances that are left over in a run, on average. */
function largeLeft(looks: readonly Look[], run: (typeof RUNS)[number]): number {
  return mean(looks.map((each) => LARGE.reduce((sum, [, profile]) => sum + (each[run][profile] ?? 0), 0)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe } from 'node:test';
import fc, { type Arbitrary } from 'fast-check';
import { policies } from '../../solver/placement/policies.ts';
import { createRater } from '../../solver/placement/rater.ts';
import { isLegal, publishedBoard } from '../../solver/testing/published.ts';
import { explain } from '../../src/advisor/explain.ts';
import { BadInput } from '../../src/bad-input.ts';
import { buildCluster } from '../../src/cluster/build-cluster.ts';
import { allProblems, type Cluster } from '../../src/cluster/cluster.ts';
import { createClusterStore } from '../../src/cluster/cluster-store.ts';
import { type ClusterObject, KINDS, keyOf, readObject } from '../../src/cluster/object-kinds.ts';
import { asksForGpus } from '../../src/cluster/pod.ts';
import { parseSnapshot } from '../../src/cluster/snapshot.ts';
import { readYaml } from '../../src/cluster/yaml.ts';
import { createSessions } from '../../src/extender/session.ts';
import { verbs } from '../../src/extender/verbs.ts';
import { createMetrics } from '../../src/metrics/registry.ts';
import { metricsSource } from '../../src/testing/metrics-source.ts';
import { shownState } from '../../src/testing/shown-state.ts';
import { renderPage } from '../../src/web/page.ts';
import { field } from './asked.ts';
import { checkFilter, checkPrioritize, list } from './check-args.ts';
import { checkPreempt } from './check-preempt.ts';
import { related } from './related.ts';
import { clusterObjects, fuzz, seed } from './settings.ts';
import { changed, damaged, strangeNames } from './strange.ts';
import { type Tree, treeOf, write } from './tree.ts';
import { objectsOf, worlds } from './world.ts';

/** Objects in one cluster. */
const TOGETHER = 20;

const texts = ['mixed-cluster.yaml', 'stranded-node.yaml', 'broken/objects.yaml'].map((file) =>
  readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8'),
);
const bundled = texts.flatMap((text) => {
  const documents = readYaml(text);
  return documents.ok ? documents.value.flatMap((document) => list(field(document, 'items'))) : [];
});
const samples = [...bundled, ...fc.sample(worlds, { seed, numRuns: 5 }).flatMap(objectsOf)].filter(isObject);
const kinds = ['Node', 'Pod', 'PodDisruptionBudget', 'ResourceQuota', 'ConfigMap'];
const ofKinds = kinds.map((kind) => samples.filter((sample) => field(sample, 'kind') === kind));
const known = [...strangeNames, ...samples.map((sample) => String(field(field(sample, 'metadata'), 'name')))];

/** As they are or after a few changes; all kinds equally often. */
const objects: Arbitrary<Tree> = fc.oneof(
  ...ofKinds.map((all) => fc.oneof({ weight: 4, arbitrary: changed(all, known) }, fc.constantFrom(...all.map(treeOf)))),
);

let current: Cluster | undefined;
const observed = createMetrics(metricsSource(() => current, true));

describe('the state of a cluster, whatever its objects are', () => {
  fuzz({
    title: 'objects in a snapshot',
    runs: Math.ceil(clusterObjects / TOGETHER),
    each: TOGETHER,
    cases: fc.array(objects, { minLength: TOGETHER, maxLength: TOGETHER }),
    check: async (items) => {
      const cluster = buildCluster(parseSnapshot(`{"kind":"List","items":[${items.map(write).join()}]}`, 'fuzz'));
      checkState(cluster);
      checkDecisions(cluster, items);
      renderPage(cluster, shownState({ cluster }), { pools: {}, policy: 'phi', assets: 'x' });
      current = cluster;
      assert.doesNotMatch(await observed.text(), /undefined/);
      explainSome(cluster);
    },
  });

  fuzz({
    title: 'objects one by one',
    runs: Math.ceil(clusterObjects / TOGETHER),
    each: TOGETHER,
    cases: fc.array(fc.tuple(fc.oneof(objects, related, related), fc.nat(9)), {
      minLength: TOGETHER,
      maxLength: TOGETHER,
    }),
    check: (arriving) => {
      const store = createClusterStore();
      const present = new Map<string, ClusterObject>();
      for (const [tree, choice] of arriving) {
        const value: unknown = JSON.parse(write(tree));
        const kind = KINDS.find((each) => each === field(value, 'kind')) ?? 'Pod';
        const read = readObject(kind, value);
        if (!read.ok) continue;
        const key = keyOf(read.value);
        store.put(read.value);
        present.set(`${kind} ${key}`, read.value);
        // One in ten goes again, and after half of them the state is worked out.
        if (choice === 0) {
          store.remove(kind, key);
          present.delete(`${kind} ${key}`);
        }
        if (choice < 5) store.settle();
      }
      store.settle();
      checkState(store.cluster);
      const anew = createClusterStore();
      for (const object of present.values()) anew.put(object);
      anew.settle();
      assert.equal(digest(store.cluster), digest(anew.cluster));
    },
  });

  fuzz({
    title: 'damaged snapshots',
    runs: Math.ceil(clusterObjects / TOGETHER),
    cases: damaged(fc.constantFrom(...texts, JSON.stringify({ kind: 'List', items: samples }))),
    check: (text) => {
      try {
        checkState(buildCluster(parseSnapshot(text, 'fuzz')));
      } catch (error) {
        if (!(error instanceof BadInput)) throw error;
        assert.match(error.message, /^fuzz: [^\n]+$/);
      }
    },
  });
});

/** Whatever was read, nothing is on a GPU that its board does not allow, and nothing is held twice. */
function checkState(cluster: Cluster): void {
  for (const { migGpus, shape } of cluster.nodes) {
    for (const [index, { model, instances }] of migGpus.entries()) {
      const board = publishedBoard(model.name);
      const layout = instances.map(
        ({ placement }) =>
          [board.profiles.findIndex(({ name }) => name === placement.profile.name), placement.start] as const,
      );
      if (!isLegal(board, layout)) assert.fail(`${model.name} holds ${JSON.stringify(layout)}`);
      const used = instances.filter(({ holder }) => holder.kind !== 'idle').length;
      assert.equal(shape.gpus[index]?.used.length, used);
    }
  }
  for (const { object, message } of allProblems(cluster)) {
    if (object === '' || message === '') assert.fail('a problem says nothing');
  }
}

/** Asks about every pod of the cluster, and about every node as well as some that are not there. */
function checkDecisions(cluster: Cluster, items: readonly Tree[]): void {
  const session = createSessions({ policy: policies[0], costs: new Map() })(cluster);
  const NodeNames = [...cluster.nodes.map(({ name }) => name), 'not there', '__proto__'];
  const question = (body: object) => ({
    stage: { cluster, world: undefined },
    text: JSON.stringify(body),
    asks: undefined,
  });
  const offers = NodeNames.map((name): [string, object] => [name, { Pods: [], NumPDBViolations: 0 }]);
  for (const item of items) {
    const Pod: unknown = JSON.parse(write(item));
    if (field(Pod, 'kind') !== 'Pod') continue;
    const args = { Pod, Nodes: null, NodeNames: [...new Set(NodeNames)] };
    checkFilter(question(args), verbs.filter.answer(session, args).json);
    checkPrioritize(question(args), verbs.prioritize.answer(session, args).json);
    const preemption = { Pod, NodeNameToVictims: null, NodeNameToMetaVictims: Object.fromEntries(offers) };
    checkPreempt(question(preemption), verbs.preempt.answer(session, preemption).json);
  }
}

/** All that answers are made from, as text. */
function digest(cluster: Cluster): string {
  const { nodes, pods, quotas, demand } = cluster;
  const shown = nodes.map(({ name, shape, holdings, nominated, gpus, allocatable }) => ({
    name,
    mode: shape.mode,
    shapes: shape.gpus.map(({ id }) => id),
    hidden: [...shape.hidden].sort(),
    holdings,
    nominated: nominated.map(({ key }) => key).sort(),
    gpus: gpus.map((gpu) => (gpu.kind === 'mig' ? { ...gpu, model: gpu.model.name } : gpu)),
    allocatable: [...allocatable].sort(),
  }));
  const rounded = [...demand].map(([profile, count]) => [profile, count.toPrecision(6)]).sort();
  return JSON.stringify(
    [shown, [...pods.values()].map(({ key }) => key).sort(), quotas, rounded, allProblems(cluster)],
    null,
    1,
  );
}

function explainSome(cluster: Cluster): void {
  const rater = createRater({ policy: policies[0], demand: cluster.demand });
  const limit = { now: () => performance.now(), milliseconds: 20 };
  for (const pod of [...cluster.pods.values()].filter(asksForGpus).slice(0, 2)) {
    JSON.stringify(explain(cluster, pod, { rater, limit, mostMoves: 2 }));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

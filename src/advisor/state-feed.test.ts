import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cluster } from '../cluster/cluster.ts';
import { atOnce } from '../sliced.ts';
import { clusterFrom, clusterOf, nodeObject, plainRater, podIn, podObject } from '../testing/objects.ts';
import { explain } from './explain.ts';
import { createStateFeed, type StateFeed } from './state-feed.ts';
import type { ToThread } from './thread-messages.ts';
import { createToldState, type ToldState } from './told-state.ts';

/** A feed, the state at its other end, and what has been sent. */
function wired(): { readonly feed: StateFeed; readonly told: ToldState; readonly sent: ToThread[] } {
  const told = createToldState();
  const sent: ToThread[] = [];
  const feed = createStateFeed((message) => {
    const copy = structuredClone(message);
    sent.push(copy);
    if (copy.kind === 'changes' || copy.kind === 'demand') told.take(copy);
  }, {});
  return { feed, told, sent };
}

const limit = { now: () => 0, milliseconds: 1000 };
const how = { rater: plainRater(), limit, mostMoves: 1 };

/** Asserts that at both ends the same is said of every pod. */
function assertSame({ feed, told }: Pick<ReturnType<typeof wired>, 'feed' | 'told'>, cluster: Cluster): void {
  atOnce(feed.tell(cluster));
  for (const pod of cluster.pods.values()) {
    atOnce(feed.tell(cluster, pod));
    assert.deepEqual(explain(told.cluster, told.ownPod(structuredClone(pod)), how), explain(cluster, pod, how));
  }
  assert.deepEqual(told.cluster.demand, cluster.demand);
  assert.deepEqual(told.cluster.quotas, cluster.quotas);
}

describe('a state that is told to another thread', () => {
  const kind = fc.constantFrom('constructor', 'toString', 'pool');
  const node = fc.record({
    name: fc.constantFrom('n1', 'n2', 'n3'),
    label: kind,
    gpus: fc.constantFrom('', '3g.20gb@4', '3g.20gb@0=x/a 3g.20gb@4', '3g.20gb@4=x/b'),
    mode: fc.constantFrom('static', 'carve'),
    cpu: fc.constantFrom('2', '5'),
  });
  const pod = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    asks: fc.constantFrom('3g.20gb', '3g.20gb', ''),
    on: fc.constantFrom('n1', 'n2', undefined),
    selects: kind,
    labels: fc.constantFrom({ app: 'x' }, { app: 'y', constructor: 'z' }),
    more: fc.constantFrom({}, { phase: 'Succeeded' }, { nominated: 'n1' }, { requests: { cpu: '3' } }),
  });
  const scene = fc.record({
    nodes: fc.uniqueArray(node, { selector: ({ name }) => name }),
    pods: fc.uniqueArray(pod, { selector: ({ name }) => name }),
    budget: fc.constantFrom(undefined, { app: 'x' }, { constructor: 'z' }),
  });

  it('is the same state there, after any changes, also where labels are called as what every object has', () => {
    fc.assert(
      fc.property(fc.array(scene, { minLength: 1, maxLength: 4 }), (scenes) => {
        const ends = wired();
        for (const { nodes, pods, budget } of scenes) {
          const cluster = clusterOf(
            ...nodes.map(({ name, label, gpus, mode, cpu }) =>
              nodeObject(name, {
                gpus: [gpus],
                labels: { [label]: 'x', 'slicewise.dev/mode': mode },
                allocatable: { cpu, pods: '3' },
              }),
            ),
            ...pods.map(({ name, asks, on, selects, labels, more }) =>
              podObject(`x/${name}`, asks, {
                ...(on === undefined ? {} : { on }),
                owner: 'ReplicaSet',
                labels,
                ...more,
                spec: asks === '' ? {} : { nodeSelector: { [selects]: 'x' } },
              }),
            ),
            ...(budget === undefined ? [] : [budgetObject(budget)]),
          );
          assertSame(ends, cluster);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is told of only where it has changed', () => {
    const { feed, sent } = wired();
    const cluster = clusterFrom('mixed-cluster.yaml');
    atOnce(feed.tell(cluster));
    assert.ok(sent.length > 3);
    sent.length = 0;
    atOnce(feed.tell(cluster));
    assert.deepEqual(sent, []);
  });

  it('leaves out labels that nobody reads, until somebody does', () => {
    const ends = wired();
    const labels = { zone: 'a', rack: 'b' };
    const [node, other] = [nodeObject('n1', { gpus: ['3g.20gb@4'], labels }), podObject('x/b', '3g.20gb', { labels })];
    const nodeLabels = (): readonly string[] => Object.keys(ends.told.cluster.nodes[0]?.labels ?? {});
    atOnce(ends.feed.tell(clusterOf(node, other)));
    assert.deepEqual(nodeLabels(), []);
    const choosy = podObject('x/a', '3g.20gb', { spec: { nodeSelector: { zone: 'z' } } });
    const next = clusterOf(node, other, choosy, budgetObject({ rack: 'b' }));
    assertSame(ends, next);
    assert.deepEqual(nodeLabels(), ['zone']);
    assert.deepEqual(
      podIn(ends.told.cluster, 'x/b').labels,
      podIn(clusterOf(podObject('x/b', '', { labels: { rack: 'b' } })), 'x/b').labels,
    );
  });

  it('leaves out pods without GPUs, but not what they use of their node', () => {
    const ends = wired();
    const cluster = clusterOf(
      nodeObject('n1', { gpus: ['3g.20gb@4'], allocatable: { cpu: '4', pods: '10', 'nvidia.com/mig-3g.20gb': '1' } }),
      podObject('x/agent', '', { on: 'n1', requests: { cpu: '3.5', memory: '1Gi' } }),
      podObject('x/asking', '3g.20gb', { requests: { cpu: '1' } }),
    );
    assertSame(ends, cluster);
    assert.deepEqual(
      [...ends.told.cluster.pods.values()].map(({ key }) => key),
      ['x/asking'],
    );
    assert.match(explain(ends.told.cluster, podIn(cluster, 'x/asking'), how).nodes[0]?.message ?? '', /0\.5 free/);
  });

  it('keeps equal parts of nodes and pods once', () => {
    const { feed, told } = wired();
    const cluster = clusterFrom('cluster-200.json');
    atOnce(feed.tell(cluster));
    const pods = [...told.cluster.pods.values()];
    for (const part of ['constraints', 'gpus', 'resources', 'labels'] as const) {
      const texts = new Set(pods.map((pod) => JSON.stringify(part === 'resources' ? [...pod.resources] : pod[part])));
      assert.equal(new Set(pods.map((pod) => pod[part])).size, texts.size, part);
    }
  });
});

function budgetObject(matchLabels: Readonly<Record<string, string>>): object {
  return {
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', namespace: 'x' },
    spec: { selector: { matchLabels } },
    status: { disruptionsAllowed: 0 },
  };
}

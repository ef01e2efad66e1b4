import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { phi } from '../../solver/placement/phi.ts';
import { createRater } from '../../solver/placement/rater.ts';
import { statedDemand } from '../cluster/stated-demand.ts';
import { waitingPods } from '../cluster/waiting-pods.ts';
import { atOnce } from '../sliced.ts';
import { clusterFrom, clusterOf, nodeObject, plainRater, podObject } from '../testing/objects.ts';
import { createAdvisorThread } from './advisor-thread.ts';
import { causes } from './cause.ts';
import { explain } from './explain.ts';
import { recommendSteps } from './recommend.ts';
import { createStateFeed } from './state-feed.ts';
import type { ThreadData, ToThread } from './thread-messages.ts';
import { createToldState } from './told-state.ts';
import { wantedLayoutsSteps } from './wanted-layouts.ts';

const DATA: ThreadData = {
  policy: 'phi',
  costs: new Map(),
  pools: {},
  maxMoves: 2,
  capacityShare: 0.75,
  limitMs: 20_000,
};
const ALL = { about: 'recommendations', at: null, waitingSince: Number.POSITIVE_INFINITY } as const;

describe('the thread of the advisor', () => {
  const thread = createAdvisorThread(DATA);
  after(() => thread.stop());

  it('says of every pod what is said without it', async () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const rater = createRater({ policy: phi, demand: cluster.demand });
    const limit = { now: () => performance.now(), milliseconds: 20_000 };
    const pods = [...cluster.pods.values()].filter(({ gpus }) => gpus.instances.length > 0);
    const answers = await Promise.all(pods.map(({ key }) => thread.ask(cluster, { about: 'pod', pod: key })));
    const want = pods.map((pod) => explain(cluster, pod, { rater, limit, mostMoves: 2 }));
    assert.deepEqual(answers, want);
  });

  it('counts pods that wait as each of them is explained', async () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const rater = createRater({ policy: phi, demand: cluster.demand });
    const limit = { now: () => performance.now(), milliseconds: 20_000 };
    const { byCause } = await thread.ask(cluster, { about: 'pending' });
    const found = waitingPods(cluster).map((pod) => explain(cluster, pod, { rater, limit, mostMoves: 2 }).cause);
    const want = new Map(causes.map((cause) => [cause, found.filter((each) => each === cause).length]));
    assert.deepEqual(byCause, want);
  });

  it('recommends what is recommended without it', async () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const triggers = new Map([['A100-40GB/static', { kind: 'asked' } as const]]);
    const answer = await thread.ask(cluster, { ...ALL, triggers });
    const want = atOnce(
      recommendSteps(cluster, {
        pools: {},
        rater: createRater({ policy: phi, demand: cluster.demand }),
        at: null,
        maxMoves: 2,
        capacityShare: 0.75,
        limit: { now: () => performance.now(), milliseconds: 20_000 },
        triggerOf: (pool) => triggers.get(pool),
      }),
    );
    assert.deepEqual(answer, want);
    assert.ok(answer.recommendations.length > 1);
  });

  it('tells the layouts that are wanted as they are told without it, for the demand that it was told', async () => {
    const seen = clusterFrom('mixed-cluster.yaml');
    const limit = { now: () => performance.now(), milliseconds: 20_000 };
    for (const cluster of [seen, { ...seen, ...statedDemand(new Map([['1g.5gb', 1]])) }]) {
      for (const load of [undefined, 0.7]) {
        const answer = await thread.ask(cluster, { about: 'layouts', load });
        assert.deepEqual(answer, atOnce(wantedLayoutsSteps(cluster, { pools: {}, load, limit })));
      }
    }
  });

  it('ends what nobody waits for any more, and answers the next question', async () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const cancelling = new AbortController();
    const asked = thread.ask(cluster, { ...ALL, triggers: new Map() }, cancelling.signal);
    setTimeout(() => cancelling.abort(), 1);
    await assert.rejects(asked, /cancelled|aborted/);
    assert.equal(
      (await thread.ask(cluster, { about: 'pod', pod: 'team-vision/triton-2' })).pod,
      'team-vision/triton-2',
    );
  });

  it('is begun anew where it does not answer in time', async () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const hasty = createAdvisorThread({ ...DATA, limitMs: 0 }, 0);
    await assert.rejects(hasty.ask(cluster, { about: 'pod', pod: 'team-vision/triton-2' }), /in time|ended/);
    await hasty.stop();
  });

  it('passes on what went wrong', async () => {
    await assert.rejects(thread.ask(clusterOf(), { about: 'pod', pod: 'x/y' }), /there is no pod x\/y/);
  });
});

describe('a state that is told to another thread', () => {
  const kind = fc.constantFrom('constructor', 'toString', 'pool');
  const node = fc.record({
    name: fc.constantFrom('n1', 'n2', 'n3'),
    label: kind,
    gpus: fc.constantFrom('', '3g.20gb@4'),
  });
  const pod = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    on: fc.constantFrom('n1', 'n2', undefined),
    selects: kind,
  });
  const scene = fc.record({
    nodes: fc.uniqueArray(node, { selector: ({ name }) => name }),
    pods: fc.uniqueArray(pod, { selector: ({ name }) => name }),
    budget: fc.boolean(),
  });

  it('is the same state there, after any changes, also where labels are called as what every object has', () => {
    fc.assert(
      fc.property(fc.array(scene, { minLength: 1, maxLength: 4 }), (scenes) => {
        const told = createToldState({});
        const feed = createStateFeed((message: ToThread) => {
          const copy: ToThread = structuredClone(message);
          if (copy.kind === 'changes' || copy.kind === 'demand') told.take(copy);
        });
        for (const { nodes, pods, budget } of scenes) {
          const cluster = clusterOf(
            ...nodes.map(({ name, label, gpus }) => nodeObject(name, { gpus: [gpus], labels: { [label]: 'x' } })),
            ...pods.map(({ name, on, selects }) =>
              podObject(`x/${name}`, '3g.20gb', {
                ...(on === undefined ? {} : { on }),
                owner: 'ReplicaSet',
                spec: { nodeSelector: { [selects]: 'x' } },
              }),
            ),
            ...(budget
              ? [
                  {
                    kind: 'PodDisruptionBudget',
                    metadata: { name: 'b', namespace: 'x' },
                    status: { disruptionsAllowed: 1 },
                  },
                ]
              : []),
          );
          atOnce(feed.tell(cluster));
          const limit = { now: () => 0, milliseconds: 1000 };
          const all = (of: typeof cluster) =>
            [...of.pods.values()]
              .map((each) => explain(of, each, { rater: plainRater(), limit, mostMoves: 1 }))
              .sort((a, b) => (a.pod < b.pod ? -1 : 1));
          assert.deepEqual(all(told.cluster), all(cluster));
          assert.deepEqual(told.cluster.demand, cluster.demand);
          assert.equal(told.cluster.disruptionBudgets.length, cluster.disruptionBudgets.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is told of only where it has changed', () => {
    const sent: ToThread[] = [];
    const feed = createStateFeed((message) => sent.push(message));
    const cluster = clusterFrom('mixed-cluster.yaml');
    atOnce(feed.tell(cluster));
    assert.ok(sent.length > 3);
    sent.length = 0;
    atOnce(feed.tell(cluster));
    assert.deepEqual(sent, []);
  });
});

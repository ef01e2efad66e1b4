import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { phi } from '../../solver/placement/phi.ts';
import { createRater } from '../../solver/placement/rater.ts';
import { statedDemand } from '../cluster/stated-demand.ts';
import { waitingPods } from '../cluster/waiting-pods.ts';
import { atOnce } from '../sliced.ts';
import { clusterFrom, clusterOf, nodeObject, podIn, podObject } from '../testing/objects.ts';
import { createAdvisorThread } from './advisor-thread.ts';
import { causes } from './cause.ts';
import { explain } from './explain.ts';
import { recommendSteps } from './recommend.ts';
import { OutOfMemory } from './running-thread.ts';
import type { ThreadData } from './thread-messages.ts';
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
    const answers = await Promise.all(pods.map((pod) => thread.ask(cluster, { about: 'pod', pod })));
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
    const pod = podIn(cluster, 'team-vision/triton-2');
    assert.equal((await thread.ask(cluster, { about: 'pod', pod })).pod, 'team-vision/triton-2');
  });

  it('is begun anew where it does not answer in time', async () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const hasty = createAdvisorThread({ ...DATA, limitMs: 0 }, { graceMs: 0 });
    const pod = podIn(cluster, 'team-vision/triton-2');
    await assert.rejects(hasty.ask(cluster, { about: 'pod', pod }), /in time|ended/);
    await hasty.stop();
  });

  it('knows pods that it has not been told of: on nodes that are not there, and those that have ended', async () => {
    const cluster = clusterOf(
      nodeObject('n1', { gpus: ['3g.20gb@4'] }),
      podObject('x/lost', '3g.20gb', { on: 'gone' }),
      podObject('x/done', '3g.20gb', { on: 'n1', phase: 'Succeeded' }),
    );
    for (const pod of cluster.pods.values()) {
      const rater = createRater({ policy: phi, demand: cluster.demand });
      const want = explain(cluster, pod, { rater, limit: { now: () => 0, milliseconds: 1 }, mostMoves: 2 });
      assert.deepEqual(await thread.ask(cluster, { about: 'pod', pod }), want);
    }
  });

  it('passes on what went wrong, and is begun anew', async () => {
    const cluster = clusterOf(nodeObject('n1', { gpus: ['3g.20gb@4'] }), podObject('x/a', '3g.20gb'));
    const pod = podIn(cluster, 'x/a');
    const broken = cluster.nodes.map((node) => ({
      ...node,
      gpus: node.migGpus.map((gpu) => ({
        ...gpu,
        instances: gpu.instances.map((each) => ({ ...each, placement: { ...each.placement, ordinal: 99 } })),
      })),
    }));
    await assert.rejects(thread.ask({ ...cluster, nodes: broken }, { about: 'pod', pod }), /has no placement 99/);
    assert.equal((await thread.ask(cluster, { about: 'pod', pod })).cause, 'placeable');
  });

  it('ends where it needs more memory than it may have, says so, and is begun anew by another question', async () => {
    const small = createAdvisorThread(DATA, { heapMiB: 22 });
    const part = clusterFrom('cluster-200.json');
    const nodes = Array.from({ length: 6 }, (_, copy) =>
      part.nodes.map((node) => ({ ...node, name: `${node.name}-${copy}` })),
    );
    const cluster = { ...part, nodes: nodes.flat() };
    const [pod = assert.fail()] = waitingPods(cluster);
    const asked = [
      small.ask(cluster, { ...ALL, triggers: new Map() }),
      small.ask(cluster, { about: 'pending' }),
      small.ask(cluster, { about: 'pod', pod }),
    ];
    for (const answer of asked) await assert.rejects(answer, OutOfMemory);
    // Those who ask for a person are let through, and nobody else for a while.
    await assert.rejects(small.ask(cluster, { about: 'pending' }), /needed more than 22 MiB/);
    const one = clusterOf(nodeObject('n1', { gpus: ['3g.20gb@4'] }), podObject('x/a', '3g.20gb'));
    assert.equal((await small.ask(one, { about: 'pod', pod: podIn(one, 'x/a') })).cause, 'placeable');
    await small.stop();
  });

  it('is ended when nobody has asked for a while, and begun anew by whoever asks next', async () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const pod = podIn(cluster, 'team-vision/triton-2');
    const ends: Worker[] = [];
    const onWorker = (worker: Worker): void => {
      worker.on('exit', () => ends.push(worker));
    };
    process.on('worker', onWorker);
    const forgetful = createAdvisorThread(DATA, { idleMs: 5 });
    const first = await forgetful.ask(cluster, { about: 'pod', pod });
    while (ends.length === 0) await sleep(2);
    assert.deepEqual(await forgetful.ask(cluster, { about: 'pod', pod }), first);
    await forgetful.stop();
    process.off('worker', onWorker);
  });
});

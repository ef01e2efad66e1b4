import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Cluster } from '../cluster/cluster.ts';
import type { Origin } from '../cluster/state-source.ts';
import { clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { shownState } from '../testing/shown-state.ts';
import { type Advisor, startAdvisor } from './advisor.ts';
import { type AdvisorThread, createAdvisorThread } from './advisor-thread.ts';
import type { Recommendation } from './recommendation.ts';
import { rememberReport } from './remembered-report.ts';
import { OutOfMemory } from './running-thread.ts';

const THREAD = { policy: 'phi', costs: new Map(), pools: {}, maxMoves: 2, capacityShare: 0.75, limitMs: 20_000 };
const MINUTE = 60_000;
const LIVE: Origin = { kind: 'live', server: 'https://127.0.0.1' };

interface Stage {
  readonly advisor: Advisor;
  readonly lines: readonly { readonly msg: string; readonly reason?: string }[];
  readonly opened: Recommendation[];
  show(cluster: Cluster): void;
  pass(milliseconds: number): void;
}

function stage(context: TestContext, origin: Origin, thread = createAdvisorThread(THREAD)): Stage {
  const source = shownState({ origin });
  const lines: { msg: string }[] = [];
  const opened: Recommendation[] = [];
  let now = Date.parse('2026-11-20T09:00:00Z');
  const advisor = startAdvisor({
    source,
    report: rememberReport(source.cluster, {}),
    thread,
    threshold: { threshold: 0.2, hysteresis: 0.05, holdMs: 5 * MINUTE, coolDownMs: 30 * MINUTE },
    logger: pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) }),
    onOpened: (more) => opened.push(...more),
    now: () => now,
    everyMs: 2,
  });
  context.after(() => advisor.stop());
  return {
    advisor,
    lines,
    opened,
    show: source.show,
    pass(milliseconds) {
      now += milliseconds;
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) assert.fail(`never: ${holds}`);
    await sleep(2);
  }
}

/** A thread that notes the states that it is asked about; `atWork` is called meanwhile. */
function noting(asked: Cluster[], atWork: () => void = () => undefined): AdvisorThread {
  const thread = createAdvisorThread(THREAD);
  return {
    ask(cluster, question, signal) {
      asked.push(cluster);
      atWork();
      return thread.ask(cluster, question, signal);
    },
    stop: () => thread.stop(),
  };
}

/** Waits until the advisor has looked so many times. */
async function looks(advisor: Advisor, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const before = advisor.advice();
    await until(() => advisor.advice() !== before);
  }
}

const CUT_WRONG = nodeObject('n1', { gpus: ['2g.10gb@0=x/a 3g.20gb@4'] });
const HOLDER = podObject('x/a', '2g.10gb', { on: 'n1', created: '2026-11-20T08:00:00Z' });
/** Everyone asked for 2g.10gb so far, which this pool has none of any more. */
const fragmented = clusterOf(CUT_WRONG, HOLDER);

describe('the advisor', () => {
  it('recommends for a pool once it has been fragmented for the hold time, and withdraws that when it is acted on', async (context) => {
    const { advisor, lines, opened, show, pass } = stage(context, LIVE);
    show(fragmented);
    await until(() => advisor.advice().pools[0]?.state === 'rising');
    assert.deepEqual(advisor.advice().recommendations, []);
    pass(5 * MINUTE);
    await until(() => advisor.advice().recommendations.length > 0);
    const [{ trigger, changes } = assert.fail()] = advisor.advice().recommendations;
    assert.deepEqual(
      [trigger.kind, changes[0]?.delete, changes[0]?.create],
      ['fragmentation', ['3g.20gb@4'], ['2g.10gb@2', '2g.10gb@4']],
    );
    assert.equal(opened.length, 1);

    show(clusterOf(nodeObject('n1', { gpus: ['2g.10gb@0=x/a 2g.10gb@4'] }), HOLDER));
    await until(() => lines.length > 1);
    assert.deepEqual(
      lines.slice(0, 2).map(({ msg, reason }) => (reason === undefined ? msg : `${msg}: ${reason}`)),
      ['recommendation', 'recommendation withdrawn: 3g.20gb@4 is gone'],
    );
  });

  it('recommends for a pod that has waited for a while, whatever the fragmentation, and only as long as it waits', async (context) => {
    const { advisor, lines, show, pass } = stage(context, LIVE);
    const waits = podObject('y/w', '2g.10gb', { created: '2026-11-20T08:59:50Z' });
    show(clusterOf(CUT_WRONG, HOLDER, waits));
    await until(() => advisor.advice().pools.length > 0);
    await sleep(20);
    assert.deepEqual(advisor.advice().recommendations, [], 'it was created 10 s ago');
    pass(20_000);
    await until(() => advisor.advice().recommendations.length > 0);
    assert.deepEqual(advisor.advice().recommendations[0]?.trigger, { kind: 'pending', pod: 'y/w', cause: 'reshape' });
    show(fragmented);
    await until(() => advisor.advice().recommendations.length === 0);
    assert.match(lines.at(-1)?.reason ?? '', /y\/w does not wait any more/);
  });

  it('says that it looked at nothing where its thread has too little memory, once, and goes on', async (context) => {
    let heapMiB: number | undefined = 14;
    const thread: AdvisorThread = {
      async ask(cluster, question, signal) {
        if (heapMiB !== undefined) throw new OutOfMemory(heapMiB);
        return await enough.ask(cluster, question, signal);
      },
      stop: () => enough.stop(),
    };
    const enough = createAdvisorThread(THREAD);
    const { advisor, lines, show, pass } = stage(context, LIVE, thread);
    const waits = podObject('y/w', '2g.10gb', { created: '2026-11-20T08:00:00Z' });
    show(clusterOf(CUT_WRONG, HOLDER, waits));
    await until(() => advisor.advice().undecided.length > 0);
    assert.deepEqual(advisor.advice().undecided, [
      'everything: the thread of the advisor needed more than 14 MiB; slicewise recommend has no such bound',
    ]);
    assert.deepEqual(advisor.advice().recommendations, []);
    assert.ok(advisor.advice().pools.length > 0, 'fragmentation is told all the same');
    const next = clusterOf(CUT_WRONG, HOLDER, waits, nodeObject('other', { product: 'NVIDIA-L4' }));
    show(next);
    await until(() => advisor.advice().state === next);
    assert.equal(lines.filter(({ msg }) => msg === 'not all was looked at').length, 1);

    heapMiB = undefined;
    pass(MINUTE);
    show(clusterOf(CUT_WRONG, HOLDER, waits));
    await until(() => advisor.advice().recommendations.length > 0);
    assert.deepEqual(advisor.advice().undecided, []);
  });

  it('says the same thing once, however often the state changes beside it', async (context) => {
    const { advisor, opened, show, pass } = stage(context, LIVE);
    show(fragmented);
    await until(() => advisor.advice().pools.length > 0);
    pass(6 * MINUTE);
    await until(() => advisor.advice().recommendations.length > 0);
    for (let round = 0; round < 5; round++) {
      pass(MINUTE);
      const next = clusterOf(CUT_WRONG, HOLDER, nodeObject(`other-${round}`, { product: 'NVIDIA-L4' }));
      show(next);
      await until(() => advisor.advice().state === next);
    }
    assert.equal(opened.length, 1);
  });

  it('leaves what it has found standing for a minute, unless it turns wrong, though the state changes', async (context) => {
    const asked: Cluster[] = [];
    const { show, pass, advisor } = stage(context, LIVE, noting(asked));
    const others = ['a', 'b', 'c'].map((name) => nodeObject(name, { product: 'NVIDIA-L4' }));
    const states = others.map((other) => clusterOf(CUT_WRONG, HOLDER, other));
    const [first = assert.fail(), second = assert.fail(), third = assert.fail()] = states;
    show(first);
    await until(() => advisor.advice().pools.length > 0);
    pass(6 * MINUTE);
    await until(() => advisor.advice().recommendations.length > 0);
    pass(MINUTE / 2);
    show(second);
    await looks(advisor, 3);
    pass(MINUTE / 2);
    show(third);
    await until(() => advisor.advice().state === third);
    const otherwiseCut = clusterOf(nodeObject('n1', { gpus: ['2g.10gb@0=x/a 1g.5gb@4 1g.5gb@5 1g.5gb@6'] }), HOLDER);
    show(otherwiseCut);
    await until(() => advisor.advice().state === otherwiseCut);
    assert.deepEqual(asked, [first, third, otherwiseCut]);
  });

  it('seeks at most a fifth of the time, however fast states follow each other', async (context) => {
    const asked: Cluster[] = [];
    const { show, pass, advisor } = stage(
      context,
      LIVE,
      noting(asked, () => pass(1000)),
    );
    const waits = podObject('y/w', '7g.40gb', { created: '2026-11-20T08:00:00Z' });
    const states = Array.from({ length: 20 }, (_, index) =>
      clusterOf(CUT_WRONG, HOLDER, waits, nodeObject(`other-${index}`, { product: 'NVIDIA-L4' })),
    );
    for (const state of states) {
      show(state);
      await looks(advisor, 3);
      pass(1000);
    }
    assert.ok(asked.length >= 4 && asked.length <= 6, `${asked.length} searches`);
  });

  it('does not check again what it has found while the state stands still', async (context) => {
    const { advisor, show } = stage(context, { kind: 'snapshot', file: 'x' });
    const cluster = clusterOf(CUT_WRONG, HOLDER, podObject('y/w', '2g.10gb'));
    let asked = 0;
    const pods: Cluster['pods'] = {
      size: cluster.pods.size,
      values: () => cluster.pods.values(),
      get(key) {
        asked++;
        return cluster.pods.get(key);
      },
    };
    show({ ...cluster, pods });
    await until(() => advisor.advice().recommendations.some(({ trigger }) => trigger.kind === 'pending'));
    await looks(advisor, 1);
    asked = 0;
    await looks(advisor, 2);
    assert.equal(asked, 0);
  });

  it('seeks nothing for pods that wait for a scheduling gate', async (context) => {
    let questions = 0;
    const thread: AdvisorThread = {
      ask: () => {
        questions++;
        return Promise.reject(new Error('there is nothing to ask'));
      },
      stop: () => Promise.resolve(),
    };
    const { advisor, show, pass } = stage(context, LIVE, thread);
    const gated = podObject('y/g', '3g.20gb', { spec: { schedulingGates: [{ name: 'later' }] } });
    const cluster = clusterOf(
      nodeObject('n1', { gpus: ['7g.40gb@0=x/a'] }),
      podObject('x/a', '7g.40gb', { on: 'n1' }),
      gated,
    );
    pass(MINUTE);
    show(cluster);
    await until(() => advisor.advice().state === cluster || questions > 0);
    assert.equal(questions, 0);
  });

  it('finds the causes of pods that wait, and counts those that wait for a scheduling gate beside them', async (context) => {
    const { advisor } = stage(context, LIVE);
    const nobody = await advisor.pendingCauses(fragmented);
    assert.deepEqual([nobody.gated, nobody.byCause.get('reshape'), nobody.ofPod.size], [0, 0, 0]);
    const gated = podObject('y/g', '2g.10gb', { spec: { schedulingGates: [{ name: 'later' }] } });
    const two = await advisor.pendingCauses(clusterOf(CUT_WRONG, HOLDER, gated, podObject('y/w', '2g.10gb')));
    assert.deepEqual([two.gated, two.byCause.get('reshape')], [1, 1]);
    assert.deepEqual([two.ofPod.get('uid-g'), two.ofPod.get('uid-w')], ['reshape', 'reshape']);
  });

  it('takes a snapshot as it stands, at once', async (context) => {
    const { advisor, show } = stage(context, { kind: 'snapshot', file: 'x' });
    show(fragmented);
    await until(() => advisor.advice().recommendations.length > 0);
    assert.equal(advisor.advice().recommendations[0]?.basis.at, null);
  });
});

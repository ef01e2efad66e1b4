import { constants, setPriority } from 'node:os';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { policies } from '../../solver/placement/policies.ts';
import { createRater } from '../../solver/placement/rater.ts';
import { policyOf } from '../config/decision-options.ts';
import { inSlices } from '../sliced.ts';
import { explain } from './explain.ts';
import { pendingCausesSteps } from './pending-causes.ts';
import { recommendSteps } from './recommend.ts';
import type { AnswerTo, FromThread, Question, ThreadData, ToThread } from './thread-messages.ts';
import { createToldState } from './told-state.ts';
import { wantedLayoutsSteps } from './wanted-layouts.ts';

// A thread that explains and recommends, so that no call of kube-scheduler waits for it. It is told the state, then asked.

const data: ThreadData = workerData;
const policy = policyOf(data.policy) ?? policies[0];
const state = createToldState();
const cancelled = new Set<number>();

/** Of many pods that wait, how long the integer program may think about one, in milliseconds. */
const SOLVER_MS = 100;

/** How long layouts are sought, in milliseconds: others wait for this thread, too, and what is left to find by then is little. */
const LAYOUTS_MS = 2000;

yieldToOthers();

parentPort?.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'changes':
    case 'demand':
      state.take(message);
      return;
    case 'cancel':
      cancelled.add(message.id);
      return;
    case 'ask':
      void reply(message.id, message.question);
  }
});

async function reply(id: number, question: Question): Promise<void> {
  let message: FromThread;
  try {
    message = { kind: 'answer', id, answer: await answer(id, question) };
  } catch (error) {
    message = { kind: 'failed', id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  cancelled.delete(id);
  parentPort?.postMessage(message);
}

async function answer(id: number, question: Question): Promise<AnswerTo[keyof AnswerTo]> {
  const { cluster } = state;
  const { pools, costs, maxMoves, capacityShare, limitMs } = data;
  const rater = createRater({ policy, demand: cluster.demand, costs });
  const limit = { now: () => performance.now(), milliseconds: limitMs };
  if (question.about === 'pod') {
    return explain(cluster, state.ownPod(question.pod), { rater, limit, mostMoves: maxMoves });
  }
  if (question.about === 'pending') {
    const until = performance.now() + limitMs;
    const options = { rater, limit: { ...limit, milliseconds: SOLVER_MS }, mostMoves: maxMoves };
    return await inSlices(pendingCausesSteps(cluster, options, () => performance.now() > until));
  }
  if (question.about === 'layouts') {
    const milliseconds = Math.min(LAYOUTS_MS, limitMs);
    const options = { pools, load: question.load, limit: { ...limit, milliseconds } };
    return await inSlices(wantedLayoutsSteps(cluster, options));
  }
  const { at, triggers, waitingSince } = question;
  return await inSlices(
    recommendSteps(cluster, {
      pools,
      rater,
      at,
      maxMoves,
      capacityShare,
      limit,
      triggerOf: (pool) => triggers.get(pool),
      isDue: ({ createdAt }) => createdAt <= waitingSince,
      isCancelled: () => cancelled.has(id),
    }),
  );
}

/** Where cores are scarce the verbs and the page come first. On Linux a thread has a priority of its own, elsewhere it does not. */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox that knows no priorities: all threads are equal there.
  }
}

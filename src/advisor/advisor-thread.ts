import { performance } from 'node:perf_hooks';
import type { Cluster } from '../cluster/cluster.ts';
import { type Answer, OutOfMemory, type RunningThread, startThread } from './running-thread.ts';
import type { AnswerTo, Question, ThreadData } from './thread-messages.ts';

/** A thread that explains and recommends. */
export interface AdvisorThread {
  /**
   * Asks about a state. Questions about the same state share the telling of it; answers come as they are ready.
   *
   * @throws OutOfMemory where the thread needed more memory than it may have, just now or a while ago.
   * @throws Error where it was cancelled, the thread failed, or no answer came in time: then the thread is begun anew.
   */
  ask<Q extends Question>(cluster: Cluster, question: Q, signal?: AbortSignal): Promise<AnswerTo[Q['about']]>;
  stop(): Promise<void>;
}

/** What the thread may take. */
export interface ThreadLimits {
  /** How long an answer may take beyond the time that the search itself keeps to, in milliseconds. */
  readonly graceMs: number;
  /** Memory that its objects may take, in MiB. */
  readonly heapMiB: number;
  /** How long nothing is asked for that took more than that, in milliseconds. Those who ask about a pod need not wait. */
  readonly restMs: number;
  /** How long it is kept, with its copy of the state, while nobody asks anything, in milliseconds. */
  readonly idleMs: number;
}

/** Objects of 5,000 nodes with eight GPUs take up to 120 MiB with 50,000 pods, and up to 190 with 127,000: see `docs/live.md`. */
const LIMITS: ThreadLimits = { graceMs: 30_000, heapMiB: 384, restMs: 300_000, idleMs: 600_000 };

/** Makes a thread that starts with the first question and keeps what it has been told. */
export function createAdvisorThread(data: ThreadData, own: Partial<ThreadLimits> = {}): AdvisorThread {
  const { graceMs, heapMiB, restMs, idleMs } = { ...LIMITS, ...own };
  const restUntil = new Map<Question['about'], number>();
  let running: RunningThread | undefined;
  let telling: Promise<void> = Promise.resolve();
  let asking = 0;
  let idle: NodeJS.Timeout | undefined;

  /** One state after the other. */
  const tell = (cluster: Cluster, question: Question): Promise<RunningThread> => {
    const told = telling.then(async () => {
      const thread = running?.isAlive ? running : startThread(data, { heapMiB, answerMs: data.limitMs + graceMs });
      running = thread;
      await thread.tell(cluster, question.about === 'pod' ? question.pod : undefined);
      return thread;
    });
    telling = told.then(
      () => undefined,
      () => undefined,
    );
    return told;
  };

  const endIdle = (): void => {
    const thread = running;
    running = undefined;
    void thread?.end();
  };

  return {
    async ask(cluster, question, signal) {
      signal?.throwIfAborted();
      const { about } = question;
      if (performance.now() < (restUntil.get(about) ?? 0)) throw new OutOfMemory(heapMiB);
      clearTimeout(idle);
      asking++;
      try {
        const thread = await tell(cluster, question);
        signal?.throwIfAborted();
        const answer = await thread.ask(question, signal);
        if (!isAnswerTo(question, answer)) throw new Error('the thread answered another question');
        return answer;
      } catch (error) {
        if (error instanceof OutOfMemory && about !== 'pod') restUntil.set(about, performance.now() + restMs);
        throw error;
      } finally {
        if (--asking === 0) idle = setTimeout(endIdle, idleMs).unref();
      }
    },
    async stop() {
      clearTimeout(idle);
      await telling;
      await running?.end();
    },
  };
}

function isAnswerTo<Q extends Question>(question: Q, answer: Answer): answer is AnswerTo[Q['about']] {
  switch (question.about) {
    case 'pod':
      return 'pod' in answer;
    case 'pending':
      return 'byCause' in answer;
    case 'layouts':
      return 'carved' in answer;
    case 'recommendations':
      return 'recommendations' in answer;
  }
}

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Cluster } from '../cluster/cluster.ts';
import { inSlices } from '../sliced.ts';
import { createStateFeed, type StateFeed } from './state-feed.ts';
import type { AnswerTo, FromThread, Question, ThreadData, ToThread } from './thread-messages.ts';

/** Beside this module, with the same ending: `.ts`, or `.js` where a package has been built. */
const WORKER = new URL(`./advisor-worker${extname(import.meta.filename)}`, import.meta.url);

/** A thread that explains and recommends. */
export interface AdvisorThread {
  /**
   * Asks about a state. Questions about the same state share the telling of it; answers come as they are ready.
   *
   * @throws Error where it was cancelled, the thread failed, or no answer came in time: then the thread is begun anew.
   */
  ask<Q extends Question>(cluster: Cluster, question: Q, signal?: AbortSignal): Promise<AnswerTo[Q['about']]>;
  stop(): Promise<void>;
}

/** How long an answer may take beyond the time that the search itself keeps to, in milliseconds. */
const GRACE_MS = 30_000;

interface Running {
  readonly worker: Worker;
  readonly feed: StateFeed;
  readonly waiting: Map<number, PromiseWithResolvers<AnswerTo[keyof AnswerTo]>>;
}

/** Makes a thread that starts with the first question and keeps what it has been told. */
export function createAdvisorThread(data: ThreadData, graceMs = GRACE_MS): AdvisorThread {
  let running: Running | undefined;
  let telling: Promise<void> = Promise.resolve();
  let lastId = 0;

  const start = (): Running => {
    const worker = new Worker(WORKER, { workerData: data });
    // Who waits for an answer keeps the process alive, the thread itself does not.
    worker.unref();
    const post = (message: ToThread): void => worker.postMessage(message);
    const begun: Running = { worker, feed: createStateFeed(post), waiting: new Map() };
    const end = (reason: Error): void => {
      if (running === begun) running = undefined;
      for (const { reject } of begun.waiting.values()) reject(reason);
      begun.waiting.clear();
    };
    worker.on('message', (message: FromThread) => {
      const asked = begun.waiting.get(message.id);
      begun.waiting.delete(message.id);
      if (message.kind === 'answer') asked?.resolve(message.answer);
      else asked?.reject(new Error(message.error));
    });
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the thread of the advisor has ended')));
    return begun;
  };

  /** One state after the other: told in between, they would mix. */
  const tell = (cluster: Cluster): Promise<Running> => {
    const told = telling.then(async () => {
      running ??= start();
      const now = running;
      await inSlices(now.feed.tell(cluster));
      return now;
    });
    telling = told.then(
      () => undefined,
      () => undefined,
    );
    return told;
  };

  return {
    async ask(cluster, question, signal) {
      signal?.throwIfAborted();
      const { worker, waiting } = await tell(cluster);
      signal?.throwIfAborted();
      const id = ++lastId;
      const asked = Promise.withResolvers<AnswerTo[keyof AnswerTo]>();
      waiting.set(id, asked);
      worker.postMessage({ kind: 'ask', id, question } satisfies ToThread);
      const cancel = (): void => {
        worker.postMessage({ kind: 'cancel', id } satisfies ToThread);
        asked.reject(new Error('cancelled'));
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const timer = setTimeout(() => {
        asked.reject(new Error('no answer came in time'));
        void worker.terminate();
      }, data.limitMs + graceMs);
      try {
        const answer = await asked.promise;
        if (!isAnswerTo(question, answer)) throw new Error('the thread answered another question');
        return answer;
      } finally {
        waiting.delete(id);
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      }
    },
    async stop() {
      await telling;
      await running?.worker.terminate();
    },
  };
}

function isAnswerTo<Q extends Question>(question: Q, answer: AnswerTo[keyof AnswerTo]): answer is AnswerTo[Q['about']] {
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

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { inSlices } from '../sliced.ts';
import { createStateFeed } from './state-feed.ts';
import type { AnswerTo, FromThread, Question, ThreadData, ToThread } from './thread-messages.ts';

/** Beside this module, with the same ending: `.ts`, or `.js` where a package has been built. */
const WORKER = new URL(`./advisor-worker${extname(import.meta.filename)}`, import.meta.url);

/** An answer to one of the questions. */
export type Answer = AnswerTo[keyof AnswerTo];

/** The thread needed more memory than it may have, and has ended. */
export class OutOfMemory extends Error {
  readonly heapMiB: number;

  constructor(heapMiB: number) {
    super(`the thread of the advisor needed more than ${heapMiB} MiB`);
    this.heapMiB = heapMiB;
  }
}

/** A thread from its start to its end. */
export interface RunningThread {
  /** False once it has ended, of itself or not. */
  readonly isAlive: boolean;
  /** Tells of a state, in slices. Not to be called again before that is done: told in between, states would mix. */
  tell(cluster: Cluster, asked: Pod | undefined): Promise<void>;
  /**
   * Asks about the state that was told last.
   *
   * @throws OutOfMemory, or Error where it was cancelled, failed, ended, or no answer came in time: then it ends.
   */
  ask(question: Question, signal: AbortSignal | undefined): Promise<Answer>;
  end(): Promise<void>;
}

/** What a thread may take. */
export interface RunLimits {
  /** Memory that its objects may take, in MiB. */
  readonly heapMiB: number;
  /** How long an answer may take, in milliseconds. */
  readonly answerMs: number;
}

/** Of what lives shortly there is little at a time; with more room garbage would be left lying for longer. MiB. */
const YOUNG_MIB = 12;

/** Starts a thread that has been told nothing. */
export function startThread(data: ThreadData, { heapMiB, answerMs }: RunLimits): RunningThread {
  const resourceLimits = { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: YOUNG_MIB };
  const worker = new Worker(WORKER, { workerData: data, resourceLimits });
  // Who waits for an answer keeps the process alive, the thread itself does not.
  worker.unref();
  const post = (message: ToThread): void => worker.postMessage(message);
  const feed = createStateFeed(post, data.pools);
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  let lastId = 0;
  let ended: Error | undefined;

  const end = (reason: Error): void => {
    ended ??= isOutOfMemory(reason) ? new OutOfMemory(heapMiB) : reason;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', (message: FromThread) => {
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') asked?.resolve(message.answer);
    else asked?.reject(new Error(message.error));
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the thread of the advisor has ended')));

  return {
    get isAlive() {
      return ended === undefined;
    },
    async tell(cluster, asked) {
      try {
        await inSlices(feed.tell(cluster, asked));
      } catch (error) {
        // What it has been told of is not known any more.
        await worker.terminate();
        throw error;
      }
    },
    async ask(question, signal) {
      if (ended !== undefined) throw ended;
      const id = ++lastId;
      const asked = Promise.withResolvers<Answer>();
      const cancel = (): void => {
        post({ kind: 'cancel', id });
        asked.reject(new Error('cancelled'));
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const timer = setTimeout(() => {
        asked.reject(new Error('no answer came in time'));
        void worker.terminate();
      }, answerMs);
      try {
        waiting.set(id, asked);
        post({ kind: 'ask', id, question });
        return await asked.promise;
      } finally {
        waiting.delete(id);
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      }
    },
    async end() {
      await worker.terminate();
    },
  };
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

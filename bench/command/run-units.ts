import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Run } from '../replay/outcome.ts';
import type { Bound } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { createUnitQueue } from './unit-queue.ts';
import type { Unit } from './units.ts';

/** What a thread answers to a unit. */
export type Answer =
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'bound'; readonly bound: Bound }
  /** A bound that could not be found. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Units to be worked off. */
export interface Work {
  readonly scenarios: readonly Scenario[];
  readonly units: readonly Unit[];
  /** Threads. */
  readonly jobs: number;
  /** Ends all threads at once. */
  readonly signal: AbortSignal;
  /** Called for each unit when it is done, in no particular order. */
  onAnswer(unit: Unit, answer: Answer): void;
  /** The module that a thread runs; a test may bring its own. */
  readonly worker?: URL;
}

/** A unit that could not be worked off. */
export class UnitFailure extends Error {
  override readonly name = 'UnitFailure';
  readonly unit: Unit;

  constructor(unit: Unit, reason: string) {
    super(reason);
    this.unit = unit;
  }
}

/** Beside this module, with the same ending: `.ts`, or `.js` where a package has been built. */
const WORKER = new URL(`./replay-worker${extname(import.meta.filename)}`, import.meta.url);

/**
 * Works off units on several threads. Resolves when all are done or the signal has come; how many threads there are
 * changes nothing about the answers.
 *
 * @throws UnitFailure for the first unit whose thread fails; the other threads are ended.
 */
export async function runUnits({ scenarios, units, jobs, signal, onAnswer, worker = WORKER }: Work): Promise<void> {
  const queue = createUnitQueue(units);
  const threads = Array.from({ length: Math.min(jobs, units.length) }, () => {
    return new Worker(worker, { workerData: scenarios });
  });
  const ended = Promise.withResolvers<void>();
  const end = (): void => ended.resolve();
  signal.addEventListener('abort', end);
  try {
    await Promise.race([ended.promise, Promise.all(threads.map(workOff))]);
  } finally {
    signal.removeEventListener('abort', end);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  async function workOff(thread: Worker): Promise<void> {
    let unit: Unit | undefined;
    for (;;) {
      if (signal.aborted) return;
      unit = queue.take(unit);
      if (unit === undefined) return;
      const answer = await ask(thread, unit);
      if (!signal.aborted) onAnswer(unit, answer);
    }
  }
}

function ask(thread: Worker, unit: Unit): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const fail = (reason: string): void => reject(new UnitFailure(unit, reason));
  const onExit = (): void => fail('its thread has ended');
  const onError = (error: Error): void => fail(error.message);
  thread.once('message', resolve).once('error', onError).once('exit', onExit);
  thread.postMessage(unit);
  const forget = (): void => {
    thread.off('message', resolve).off('error', onError).off('exit', onExit);
  };
  promise.then(forget, forget);
  return promise;
}

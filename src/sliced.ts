import { performance } from 'node:perf_hooks';
import { setImmediate as otherWork, setTimeout as rest } from 'node:timers/promises';

/** Work that pauses between small steps and has a result at its end. */
export type Steps<T> = Generator<void, T>;

/** Longest stretch of work in one go, in milliseconds. */
const SLICE_MS = 5;

/** Does all steps now. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does all steps, and lets other work of the process go on every few milliseconds. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  let until = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await otherWork();
    until = performance.now() + SLICE_MS;
  }
}

/** Longest stretch of work at leisure, and the pause after it, in milliseconds: a fifth of one core at most. */
const LEISURE = { workMs: 2, restMs: 8 };

/**
 * Does all steps, in no hurry: for work that may take seconds and that nobody waits for. A call that comes meanwhile waits
 * for the step under way and hardly for more. Does not keep the process from ending.
 */
export async function atLeisure<T>(steps: Steps<T>): Promise<T> {
  let until = performance.now() + LEISURE.workMs;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await rest(LEISURE.restMs, undefined, { ref: false });
    until = performance.now() + LEISURE.workMs;
  }
}

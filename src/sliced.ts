import { performance } from 'node:perf_hooks';
import { setImmediate as otherWork } from 'node:timers/promises';

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

import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between attempts: each longer than the one before, none exactly as long as another replica's. */
export interface Backoff {
  /** Waits before the next attempt; returns early when the signal fires. */
  wait(signal: AbortSignal): Promise<void>;
  /** The last attempt did well. */
  reset(): void;
}

const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** @param random From 0 up to 1; spreads a wait over half to one and a half times its length. */
export function createBackoff(random: () => number = Math.random): Backoff {
  let next = FIRST_MS;
  return {
    async wait(signal) {
      const duration = next * (0.5 + random());
      next = Math.min(2 * next, LONGEST_MS);
      await sleep(duration, undefined, { signal }).catch(() => {});
    },
    reset() {
      next = FIRST_MS;
    },
  };
}

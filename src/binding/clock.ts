import { setTimeout } from 'node:timers/promises';

/** Time, as binding sees it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The machine's time. Who sleeps does not keep the process alive. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds) => setTimeout(milliseconds, undefined, { ref: false }),
};

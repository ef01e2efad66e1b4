import type { TimeLimit } from '../../solver/repartition/integer-program.ts';

/** What is left of the time for a question, which one search after the other takes from. */
export interface Deadline {
  isOver(): boolean;
  /** What is left, or a share of it; never less than a millisecond. */
  rest(share?: number): TimeLimit;
}

/** Starts the time that a limit gives: from now on. */
export function deadlineOf({ now, milliseconds }: TimeLimit): Deadline {
  const until = now() + milliseconds;
  return {
    isOver: () => now() >= until,
    rest: (share = 1) => ({ now, milliseconds: Math.max(1, (until - now()) * share) }),
  };
}

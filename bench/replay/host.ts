import type { State } from './outcome.ts';

/** What a fleet did on its own beside placing requests, so far. */
export interface Tally {
  readonly moves: number;
  readonly movedSlices: number;
  readonly recuts: number;
  readonly destroyed: number;
}

/** The tally of a fleet that only places. */
export const NOTHING_DONE: Tally = { moves: 0, movedSlices: 0, recuts: 0, destroyed: 0 };

/** A fleet with somebody who decides: what the event loop plays a workload against. Requests are indexes into the workload. */
export interface Host {
  /** Places a request and tells when it starts, which is later than `now` where a GPU is recut first; undefined where it has no place. */
  place(request: number, now: number): number | undefined;
  /** Ends a request that was placed. */
  leave(request: number): void;
  readonly tally: Tally;
  readonly usedSlices: number;
  state(): State;
}

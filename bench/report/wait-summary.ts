import type { Outcome } from '../replay/outcome.ts';
import { type AskedProfile, average, sum } from './shares.ts';

/**
 * How long the requests for one profile that had to wait and got a place did so, in the workload's unit of time: means over
 * the seeds in which there were any.
 */
export interface WaitSummary {
  readonly placed: number;
  readonly stillWaiting: number;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** Waiting times by profile; absent without a queue. */
export function summariseWaits(
  outcomes: readonly Outcome[],
  profiles: readonly AskedProfile[],
): readonly WaitSummary[] | undefined {
  const queued = outcomes.flatMap(({ waits }) => (waits === undefined ? [] : [waits]));
  if (queued.length === 0) return undefined;
  return profiles.map(({ ordinal }) => {
    const waits = queued.flatMap((each) => each[ordinal] ?? []);
    const placed = waits.filter((each) => each.placed > 0);
    return {
      placed: sum(waits.map((each) => each.placed)),
      stillWaiting: sum(waits.map((each) => each.stillWaiting)),
      p50: average(placed.map((each) => each.p50)),
      p95: average(placed.map((each) => each.p95)),
    };
  });
}

import type { Workload } from '../workload/workload.ts';

/**
 * When requests are there, in peaks: the moments after an arrival that a departure follows, or nothing. Between two peaks
 * requests only leave, then only come, so whoever is there is also at one of them: what fits at every peak fits always.
 */
export interface Presence {
  readonly peaks: number;
  /** In order of arrival. */
  readonly stays: readonly Stay[];
}

/** A request, by its index, is there at the peaks from `from` on and no longer at `until`. */
export interface Stay {
  readonly request: number;
  readonly from: number;
  /** The number of peaks, where it is there to the end. */
  readonly until: number;
}

/**
 * The presence of the requests that arrive from the workload's warm-up on, each placed on arrival. A departure at the time
 * of an arrival comes first, but no request leaves before it has come.
 */
export function presenceOf({ at, lifetime, warmUp }: Workload): Presence {
  const counted = [...at.keys()].filter((request) => (at[request] ?? 0) >= warmUp);
  const departure = (request: number): number => (at[request] ?? 0) + (lifetime[request] ?? 0);
  // The sort is stable: of equal departures the earlier request's comes first. Infinity - Infinity is not a number.
  const leaving = counted.toSorted((a, b) => (departure(a) === departure(b) ? 0 : departure(a) - departure(b)));

  const from = new Map<number, number>();
  const until = new Map<number, number>();
  let peak = 0;
  for (const request of counted) {
    const now = at[request] ?? 0;
    let isPeakOver = false;
    for (let next = leaving[until.size]; next !== undefined; next = leaving[until.size]) {
      if (next >= request || departure(next) > now) break;
      until.set(next, peak + 1);
      isPeakOver = true;
    }
    if (isPeakOver) peak++;
    from.set(request, peak);
  }
  const peaks = counted.length === 0 ? 0 : peak + 1;
  const stays = counted.map((request) => ({
    request,
    from: from.get(request) ?? 0,
    until: until.get(request) ?? peaks,
  }));
  return { peaks, stays };
}

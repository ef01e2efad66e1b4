import type { Cluster } from '../cluster/cluster.ts';

/** The last search for recommendations. Times in milliseconds. */
export interface Search {
  readonly state: Cluster;
  /** What made it necessary; nothing once something that it found has turned wrong. */
  readonly reasons: ReadonlySet<string>;
  readonly endedAt: number;
  readonly tookMs: number;
}

/** What could be sought now. */
export interface NextSearch {
  readonly state: Cluster;
  readonly reasons: ReadonlySet<string>;
  /** Milliseconds, by the same clock. */
  readonly at: number;
  /** True where something that was found is still right. */
  readonly hasFindings: boolean;
}

/** How long it rests after a search, as a multiple of what that took: it seeks at most a fifth of the time. */
const REST = 4;
/** The longest rest: a clock that is put forward while it seeks makes the search look long. Milliseconds. */
const LONGEST_REST_MS = 600_000;
/** How long what was found is left standing that is still right: a busy cluster changes more often than anybody acts. */
const KEEP_MS = 60_000;

/**
 * Whether to seek again after a search: never twice for the same thing, and not all the time where states follow each other.
 * A reason that there was not is news, one that is gone is none.
 */
export function isSearchDue(search: Search, { state, reasons, at, hasFindings }: NextSearch): boolean {
  const isNews = [...reasons].some((reason) => !search.reasons.has(reason));
  if (search.state === state && !isNews && reasons.size === search.reasons.size) return false;
  // A clock that was put back would hold up the next search for as long.
  if (at < search.endedAt) return true;
  const restMs = Math.min(LONGEST_REST_MS, REST * search.tookMs);
  return at >= search.endedAt + Math.max(restMs, !isNews && hasFindings ? KEEP_MS : 0);
}

/** How long it pauses after a look, as a multiple of what that took: a look at thousands of nodes takes a tenth of a second. */
const PAUSE = 50;
/** Longest pause after a look, in milliseconds, however slow the machine is. */
const LONGEST_PAUSE_MS = 30_000;

/** Milliseconds from a look that took so long to the next: looks take at most a fiftieth of the time. */
export function pauseAfterLook(lookedMs: number, everyMs: number): number {
  return Math.max(everyMs, Math.min(LONGEST_PAUSE_MS, PAUSE * lookedMs));
}

import type { Cluster } from '../cluster/cluster.ts';

/** The last search for recommendations. Times in milliseconds. */
export interface Search {
  readonly state: Cluster;
  /** What made it necessary; `''` once something that it found has turned wrong. */
  readonly why: string;
  readonly endedAt: number;
  readonly tookMs: number;
}

/** What could be sought now. */
export interface NextSearch {
  readonly state: Cluster;
  readonly why: string;
  /** Milliseconds, by the same clock. */
  readonly at: number;
  /** True where something that was found is still right. */
  readonly hasFindings: boolean;
}

/** How long it rests after a search, as a multiple of what that took: it seeks at most a fifth of the time. */
const REST = 4;
/** How long what was found is left standing that is still right: a busy cluster changes more often than anybody acts. */
const KEEP_MS = 60_000;

/** Whether to seek again after a search: never twice for the same thing, and not all the time where states follow each other. */
export function isSearchDue(search: Search, { state, why, at, hasFindings }: NextSearch): boolean {
  if (search.state === state && search.why === why) return false;
  // A clock that was put back would hold up the next search for as long.
  if (at < search.endedAt) return true;
  const keepMs = search.why === why && hasFindings ? KEEP_MS : 0;
  return at >= search.endedAt + Math.max(REST * search.tookMs, keepMs);
}

/** How long it pauses after a look, as a multiple of what that took: a look at thousands of nodes takes a tenth of a second. */
const PAUSE = 50;
/** Longest pause after a look, in milliseconds, however slow the machine is. */
const LONGEST_PAUSE_MS = 30_000;

/** Milliseconds from a look that took so long to the next: looks take at most a fiftieth of the time. */
export function pauseAfterLook(lookedMs: number, everyMs: number): number {
  return Math.max(everyMs, Math.min(LONGEST_PAUSE_MS, PAUSE * lookedMs));
}

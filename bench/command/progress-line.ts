/** How far a bench has come. */
export interface Standing {
  readonly done: number;
  readonly total: number;
  /** Share of the work that is done: replays differ in how long they take. */
  readonly share: number;
  readonly elapsedMs: number;
}

const BAR = 24;

/** `[######------------------] 25 of 100 replays, 1 min 30 s left`; the time left is told once there is something to go by. */
export function progressLine(standing: Standing): string {
  const filled = Math.floor(standing.share * BAR);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${progressWords(standing)}`;
}

/** `25 of 100 replays, 1 min 30 s left`. */
export function progressWords({ done, total, share, elapsedMs }: Standing): string {
  const said = `${done} of ${total} replays`;
  return share > 0 && share < 1 ? `${said}, ${duration((elapsedMs * (1 - share)) / share)} left` : said;
}

/** `40 s`, `1 min 30 s`, `2 h 5 min`. */
function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

import { quantile } from '../statistics/quantile.ts';
import type { Workload } from '../workload/workload.ts';
import { rounded } from './mean-state.ts';
import type { Waits } from './outcome.ts';

/** Requests that wait for a place. */
export interface WaitingRoom {
  enter(request: number): void;
  /** Offers a place to who waits, the longest waiting first; `place` tells when it starts, or undefined where there was none. */
  serve(place: (request: number) => number | undefined): void;
  /** By profile ordinal, of the requests that arrived once things are counted. */
  waits(): readonly Waits[];
}

/**
 * An empty waiting room. As kube-scheduler does, it passes over who finds no place: a small request may overtake a large one.
 * Of one profile nobody is overtaken, so once one of them finds no place the others need not ask.
 */
export function createWaitingRoom({ at, profile, model, warmUp }: Workload): WaitingRoom {
  const lines = model.profiles.map((): number[] => []);
  const heads = model.profiles.map(() => 0);
  const waited = model.profiles.map((): number[] => []);
  return {
    enter(request) {
      lines[profile[request] ?? 0]?.push(request);
    },
    serve(place) {
      const open = new Set(lines.keys());
      for (;;) {
        const first = firstOf(lines, heads, open);
        if (first === undefined) return;
        const { line, request } = first;
        const start = place(request);
        if (start === undefined) {
          open.delete(line);
          continue;
        }
        heads[line] = (heads[line] ?? 0) + 1;
        const arrived = at[request] ?? 0;
        if (arrived >= warmUp) waited[line]?.push(start - arrived);
      }
    },
    waits: () =>
      lines.map((line, ordinal) => {
        const times = (waited[ordinal] ?? []).toSorted((a, b) => a - b);
        return {
          placed: times.length,
          stillWaiting: line.slice(heads[ordinal]).filter((request) => (at[request] ?? 0) >= warmUp).length,
          p50: times.length === 0 ? 0 : rounded(quantile(times, 0.5)),
          p95: times.length === 0 ? 0 : rounded(quantile(times, 0.95)),
        };
      }),
  };
}

/** Who waits longest, of the lines that are still open. Requests are numbered as they came. */
function firstOf(
  lines: readonly (readonly number[])[],
  heads: readonly number[],
  open: ReadonlySet<number>,
): { readonly line: number; readonly request: number } | undefined {
  let first: { line: number; request: number } | undefined;
  for (const line of open) {
    const request = lines[line]?.[heads[line] ?? 0];
    if (request !== undefined && (first === undefined || request < first.request)) first = { line, request };
  }
  return first;
}

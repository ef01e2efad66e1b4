import type { Workload } from '../workload/workload.ts';
import { gpuInequalities } from './gpu-inequalities.ts';
import { type LinearColumn, maximize } from './linear-program.ts';
import { presenceOf } from './presence.ts';

/** Memory slices of counted requests: asked for, and the most that anyone could accept; or why that is not known. */
export type ClairvoyantBound =
  | { readonly kind: 'bound'; readonly askedSlices: number; readonly acceptedSlices: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * What no policy can exceed on `gpus` GPUs: the optimum of a linear program that knows all requests in advance, may turn
 * down what it likes, may accept a request in part, and holds instances that satisfy {@link gpuInequalities} at every
 * moment, as if all could be moved at any time. Every run of a policy that places requests on arrival or never, and lets
 * them stay for their lifetimes, is a solution of it: what it accepted is 1, the rest 0. So it bounds all of them, with moves
 * and without, in carve and in static mode; not those with a queue, where requests leave later than they would have.
 *
 * Only requests from the warm-up on are counted, so the best that could be done is to turn down all before. The program
 * does that: it starts with an empty fleet, and is the looser the shorter the counted time. Where the warm-up is 0 both
 * start alike.
 *
 * Its columns are the accepted part of every request and, for every inequality, its sum at every peak, bounded by the
 * limit; its rows say how that sum changes from one peak to the next. About a second for 3,000 requests to 100 GPUs.
 */
export async function clairvoyantBound(workload: Workload, gpus: number): Promise<ClairvoyantBound> {
  const { peaks, stays } = presenceOf(workload);
  const profileOf = (request: number): number => workload.profile[request] ?? 0;
  const slicesOf = (request: number): number => workload.model.profiles[profileOf(request)]?.memory ?? 0;
  const askedSlices = stays.reduce((sum, { request }) => sum + slicesOf(request), 0);

  const profiles = [...new Set(stays.map(({ request }) => profileOf(request)))];
  const inequalities = gpuInequalities(workload.model, profiles);
  const rowOf = (peak: number, inequality: number): number => peak * inequalities.length + inequality;

  const columns: LinearColumn[] = stays.map(({ request, from, until }) => ({
    worth: slicesOf(request),
    limit: 1,
    entries: inequalities.flatMap(({ perInstance }, index) => {
      const taken = perInstance[profileOf(request)] ?? 0;
      if (taken === 0) return [];
      const comes = [rowOf(from, index), taken] as const;
      return until < peaks ? [comes, [rowOf(until, index), -taken] as const] : [comes];
    }),
  }));
  for (let peak = 0; peak < peaks; peak++) {
    for (const [index, { limit }] of inequalities.entries()) {
      const ends = [rowOf(peak, index), -1] as const;
      const entries = peak + 1 < peaks ? [ends, [rowOf(peak + 1, index), 1] as const] : [ends];
      columns.push({ worth: 0, limit: limit * gpus, entries });
    }
  }

  const solution = await maximize({ rows: peaks * inequalities.length, columns });
  return solution.kind === 'unknown'
    ? solution
    : { kind: 'bound', askedSlices, acceptedSlices: Math.min(askedSlices, solution.worth) };
}

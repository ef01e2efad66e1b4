import type { Demand } from '../../solver/placement/demand.ts';
import type { Workload } from './workload.ts';

/** The share of each profile in all requests of a workload, by ordinal. */
export function sharesAsked({ model, profile }: Workload): readonly number[] {
  const counts = model.profiles.map(() => 0);
  for (const ordinal of profile) counts[ordinal] = (counts[ordinal] ?? 0) + 1;
  return counts.map((count) => count / Math.max(1, profile.length));
}

/** Requests that show a policy what is in demand: enough for it to trust the shares, however short the workload is. */
const SHOWN = 1_000_000;

/** A workload's mix as the demand that policies know: each sees the whole mix from the start. */
export function demandOf(workload: Workload): Demand {
  const shares = sharesAsked(workload);
  return new Map(workload.model.profiles.map(({ name, ordinal }) => [name, (shares[ordinal] ?? 0) * SHOWN]));
}

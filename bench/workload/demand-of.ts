import type { Demand } from '../../solver/placement/demand.ts';
import type { Workload } from './workload.ts';

/** Requests that show a policy what is in demand: enough for it to trust the shares, however short the workload is. */
const SHOWN = 1_000_000;

/**
 * A workload's mix as the demand that policies know: each sees the whole mix from the start. Counts are whole and rounded
 * down, so that no error of floating point takes a share of exactly 1 % out of demand.
 */
export function demandOf({ model, shares }: Workload): Demand {
  return new Map(model.profiles.map(({ name, ordinal }) => [name, Math.floor((shares[ordinal] ?? 0) * SHOWN + 1e-3)]));
}

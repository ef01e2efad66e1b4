import type { Profile } from '../../solver/model/gpu-model.ts';

/** What a profile could have of a pool, in instances, and how much it is asked for. */
export interface WeighedHeadroom {
  readonly profile: Profile;
  /** Its share of the demand; the shares of a pool's profiles add up to 1. */
  readonly share: number;
  /** Instances that a pod could have now. */
  readonly now: number;
  /** Once idle instances are recut, at least. */
  readonly reshaped: number;
  /** Once pods are moved, too. */
  readonly repacked: number;
}

/** How much of what repacking would make usable is stranded: 0 nothing, 1 all of it. `shape` and `placement` add up to `index`. */
export interface FragmentationIndex {
  readonly index: number;
  /** Recutting idle instances would make it usable. */
  readonly shape: number;
  /** Only moving pods would. */
  readonly placement: number;
}

const NOTHING: FragmentationIndex = { index: 0, shape: 0, placement: 0 };

/**
 * The fragmentation index of a pool: memory slices stranded for each profile, over the memory slices that repacking would
 * make usable for it, both weighed by the profile's share of the demand. A pool that is full is not fragmented: where
 * repacking would give nothing, the index is 0.
 */
export function fragmentationIndex(headroom: readonly WeighedHeadroom[]): FragmentationIndex {
  const slices = (count: (each: WeighedHeadroom) => number): number =>
    headroom.reduce((sum, each) => sum + each.share * count(each) * each.profile.memory, 0);
  const usable = slices(({ repacked }) => repacked);
  if (usable === 0) return NOTHING;
  const shape = slices(({ now, reshaped }) => reshaped - now) / usable;
  const placement = slices(({ reshaped, repacked }) => repacked - reshaped) / usable;
  return { index: shape + placement, shape, placement };
}

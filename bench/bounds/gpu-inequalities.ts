import type { Family, GpuModel } from '../../solver/model/gpu-model.ts';

/** The instances on one GPU, each times the number of its profile (by ordinal), sum to at most `limit`. */
export interface GpuInequality {
  readonly limit: number;
  readonly perInstance: readonly number[];
}

/**
 * What every set of instances that one GPU can hold satisfies. A fleet's instances are a sum over its GPUs, so with every
 * limit times the number of GPUs they hold for whatever the exact fit test lets pass; the reverse is not true, because
 * instances cannot be cut. They are as tight as linear inequalities can be: what satisfies them in fractions is a mixture
 * of sets that one GPU can hold. The tests show both by trying every set.
 */
const ofFamily: Readonly<Record<Family, readonly GpuInequality[]>> = {
  // 1g, 1g+me, 1g double, 2g, 3g, 4g, 7g. A board is four pairs of memory slices, the last of them short of compute.
  'seven-eight': [
    // Compute slices.
    { limit: 7, perInstance: [1, 1, 1, 2, 3, 4, 7] },
    // Memory slices.
    { limit: 8, perInstance: [1, 1, 2, 2, 4, 4, 8] },
    // Pairs that are not short: where 2g can be, and at least one of which every 3g takes.
    { limit: 3, perInstance: [0, 0, 0, 1, 1, 2, 3] },
    // Pairs: no two of +me, double and 2g share one.
    { limit: 4, perInstance: [0, 1, 1, 1, 2, 2, 4] },
    // Halves: a +me keeps one from 3g and 4g.
    { limit: 2, perInstance: [0, 1, 0, 0, 1, 1, 2] },
    // The left half, where 4g must be.
    { limit: 1, perInstance: [0, 0, 0, 0, 0, 1, 1] },
    // The optical-flow accelerator.
    { limit: 1, perInstance: [0, 1, 0, 0, 0, 0, 1] },
  ],
  // 1g, 1g+me, 2g, 2g+me, 4g. A board is two halves.
  a30: [
    // Slices.
    { limit: 4, perInstance: [1, 1, 2, 2, 4] },
    // Halves: no two of the others share one.
    { limit: 2, perInstance: [0, 1, 1, 1, 2] },
    // The optical-flow accelerator.
    { limit: 1, perInstance: [0, 1, 0, 1, 1] },
  ],
  // 1g, +me, +gfx, +me.all, -me; 2g, +gfx, +me.all, -me; 4g, +gfx. A board is two halves of two quarters.
  'rtx-pro-6000': [
    // Quarters.
    { limit: 4, perInstance: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4] },
    // Media engines.
    { limit: 4, perInstance: [1, 1, 1, 4, 0, 2, 2, 4, 0, 4, 4] },
    // Quarters without 1g-me: only a 2g-me is left beside a 1g+me.all.
    { limit: 4, perInstance: [1, 1, 1, 2, 0, 2, 2, 2, 2, 4, 4] },
    // Halves: no two of +me, +me.all and 2g share one.
    { limit: 2, perInstance: [0, 1, 0, 1, 0, 1, 1, 1, 1, 2, 2] },
    // Halves of the media engines, beside which a +me needs the optical-flow accelerator that +me.all takes.
    { limit: 2, perInstance: [0, 1, 0, 2, 0, 1, 1, 2, 0, 2, 2] },
    // The optical-flow accelerator.
    { limit: 1, perInstance: [0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1] },
  ],
};

/**
 * The inequalities that instances of these profiles (ordinals) satisfy on one GPU of a model, without those that follow
 * from a single other one.
 */
export function gpuInequalities({ family }: GpuModel, profiles: readonly number[]): readonly GpuInequality[] {
  const all = ofFamily[family];
  return all.filter((row, index) => {
    const follows = all.some(
      (other, place) =>
        other !== row && implies(other, row, profiles) && (place < index || !implies(row, other, profiles)),
    );
    return !follows;
  });
}

function implies(one: GpuInequality, other: GpuInequality, profiles: readonly number[]): boolean {
  return profiles.every(
    (profile) => (other.perInstance[profile] ?? 0) * one.limit <= (one.perInstance[profile] ?? 0) * other.limit,
  );
}

import type { GpuModel, Profile } from '../../../solver/model/gpu-model.ts';
import { profilesByCompute } from '../written-profile.ts';

/** How requests for a share of a GPU become requests for a profile. */
export interface FractionMapping {
  /** The profile for a share above 0 and up to 1. */
  profileFor(fraction: number): Profile;
  /** The rule as a sentence, to print. */
  readonly statement: string;
}

/**
 * The rule for a model. Traces that share GPUs say nothing about MIG, so any rule is an assumption.
 *
 * Without `gpuGB` a share of a GPU is one of this model's memory and of its compute, and the smallest profile that has at
 * least that share of both, counted in slices, serves it: half an A100 is a `4g.20gb`, because a `3g.20gb` has half the
 * memory and three sevenths of the compute slices. With `gpuGB`, the memory of the GPUs that the trace was taken on, a
 * share is one of that memory, compute is ignored, and what needs more than this model has gets a whole GPU.
 *
 * The 1g with twice the memory is never chosen: of what is left, a profile with more memory also has more compute.
 */
export function fractionMapping(model: GpuModel, gpuGB?: number): FractionMapping {
  const candidates = profilesByCompute(model);
  const whole = candidates.reduce((largest, profile) => (profile.memory >= largest.memory ? profile : largest));
  const names = candidates.map(({ name }) => name).join(', ');
  if (gpuGB === undefined) {
    return {
      profileFor: (fraction) =>
        candidates.find(
          ({ memory, compute }) => memory >= fraction * model.memorySlices && compute >= fraction * model.computeSlices,
        ) ?? whole,
      statement: `A share of a GPU became the smallest of ${names} with at least that share of the memory slices and of the compute slices.`,
    };
  }
  // A share of a GPU's memory that is a whole number of slices must not need one more because of how it is computed.
  const needed = (fraction: number): number => (fraction * gpuGB * model.memorySlices) / model.memoryGB - 1e-9;
  return {
    profileFor: (fraction) => candidates.find(({ memory }) => memory >= needed(fraction)) ?? whole,
    statement: `A share of a GPU was taken as one of ${gpuGB} GB, and became the smallest of ${names} with at least so much memory, or else the last of them.`,
  };
}

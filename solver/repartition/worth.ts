import type { GpuModel } from '../model/gpu-model.ts';
import { poissonTail } from './poisson-tail.ts';

/** The next `count` instances of a profile are worth this much each: a positive integer. */
export interface WorthStep {
  readonly worth: number;
  readonly count: number;
}

/**
 * What instances of each profile are worth, by ordinal: steps of worth that never rises, beyond the last of which further instances
 * are worth nothing.
 */
export type Worth = readonly (readonly WorthStep[])[];

/** Units of worth in a memory slice that is certainly needed. */
export const WORTH_OF_SLICE = 100;

/**
 * The worth of instances for a demand that is known with its spread: the n-th instance of a profile is worth its memory
 * slices times the probability that at least n are needed at once, in hundredths of a memory slice, rounded. The
 * probability is the tail P(X >= n) of a Poisson distribution, as it is for pods that come and go independently.
 *
 * @param needed Instances of each profile, by ordinal, that are needed in the mean.
 * @param most How many there can be of each, by ordinal.
 */
export function worthOfDemand(model: GpuModel, needed: readonly number[], most: readonly number[]): Worth {
  return model.profiles.map(({ ordinal, memory }) => {
    const mean = needed[ordinal] ?? 0;
    if (mean <= 0) return [];
    const tail = poissonTail(mean, most[ordinal] ?? 0).slice(1);
    return stepsOf(tail.map((chance) => Math.round(chance * memory * WORTH_OF_SLICE)));
  });
}

/** What the first `count` instances of a profile are worth together. */
export function worthOfFirst(steps: readonly WorthStep[], count: number): number {
  let [sum, left] = [0, count];
  for (const step of steps) {
    const here = Math.min(left, step.count);
    sum += here * step.worth;
    left -= here;
  }
  return sum;
}

/** Joins equal worths into steps and ends where they end; each is at most the one before. */
function stepsOf(worths: readonly number[]): readonly WorthStep[] {
  const steps: { worth: number; count: number }[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const each of worths) {
    // The tail falls, but adding it up in floating point may let it rise by a rounding.
    least = Math.min(least, each);
    if (least <= 0) break;
    const last = steps.at(-1);
    if (last?.worth === least) last.count++;
    else steps.push({ worth: least, count: 1 });
  }
  return steps;
}

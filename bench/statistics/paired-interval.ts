import { bootstrapInterval } from './bootstrap.ts';
import { mean } from './mean.ts';

/** What differences between two policies on the same streams of requests say about the true mean difference. */
export interface PairedInterval {
  readonly mean: number;
  /** Ends of the 95 % confidence interval; infinite where there are fewer than two differences. */
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of paired differences, one for each seed, and a 95 % bootstrap confidence interval for it. The same differences
 * in the same order give the same interval. An interval without 0 in it is what reports call significant.
 *
 * From two to five differences the interval cannot be wider than from the smallest to the largest, so it holds the true
 * mean less often than it says.
 */
export function pairedInterval(differences: readonly number[]): PairedInterval {
  const [low, high] = bootstrapInterval(differences);
  return { mean: mean(differences), low, high };
}

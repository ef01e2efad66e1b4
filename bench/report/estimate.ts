import { pairedInterval } from '../statistics/paired-interval.ts';

/** A mean over seeds and the ends of its 95 % bootstrap interval; they are infinite where there is one seed only. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
}

/** The mean of one value per seed; absent without any. */
export function estimate(values: readonly number[]): Estimate | undefined {
  return values.length === 0 ? undefined : { ...pairedInterval(values), seeds: values.length };
}

/** Half the width of the interval; absent where that is not known. */
export function halfWidth({ low, high }: Estimate): number | undefined {
  return Number.isFinite(high - low) ? (high - low) / 2 : undefined;
}

/** How a policy compares with the default: `unknown` with too few seeds, `equal` where the interval of the difference holds 0. */
export type Verdict = 'better' | 'worse' | 'equal' | 'unknown';

/**
 * Fewer pairs than this prove nothing: even if all differences have the same sign, two chances in `2^seeds` are more
 * than 5 % (the sign test).
 */
export const FEWEST_SEEDS = 6;

/** What the differences to the default, policy less default, say. */
export function verdictOf({ low, high, seeds }: Estimate): Verdict {
  if (seeds < FEWEST_SEEDS) return 'unknown';
  return low > 0 ? 'better' : high < 0 ? 'worse' : 'equal';
}

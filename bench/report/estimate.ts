import { pairedInterval } from '../statistics/paired-interval.ts';

/** A mean over seeds and the ends of its 95 % bootstrap interval; they are infinite where there is one seed only. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
  /** Seeds whose value is not 0. */
  readonly nonZero: number;
}

/** The mean of one value per seed; absent without any. */
export function estimate(values: readonly number[]): Estimate | undefined {
  if (values.length === 0) return undefined;
  return { ...pairedInterval(values), seeds: values.length, nonZero: values.filter((value) => value !== 0).length };
}

/** Half the width of the interval; absent where that is not known. */
export function halfWidth({ low, high }: Estimate): number | undefined {
  return Number.isFinite(high - low) ? (high - low) / 2 : undefined;
}

/**
 * How a policy compares with the default: `unknown` with too few seeds, `equal` where the interval of the difference holds 0,
 * or where so few seeds show any difference that chance could have given all of them the same sign.
 */
export type Verdict = 'better' | 'worse' | 'equal' | 'unknown';

/**
 * Fewer pairs that differ than this prove nothing: even if all differences have the same sign, two chances in `2^pairs` are
 * more than 5 % (the sign test, in which pairs without a difference do not count). An interval by resampling does not see
 * that: of few differences among many zeroes it is as sure as of many.
 */
export const FEWEST_SEEDS = 6;

/** What the differences to the default, policy less default, say. */
export function verdictOf({ low, high, seeds, nonZero }: Estimate): Verdict {
  if (seeds < FEWEST_SEEDS) return 'unknown';
  if (nonZero < FEWEST_SEEDS) return 'equal';
  return low > 0 ? 'better' : high < 0 ? 'worse' : 'equal';
}

import { mean } from '../statistics/mean.ts';

/** How far the mean of a sample of independent values lies from the true one, as a standard deviation. NaN for fewer than two. */
export function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

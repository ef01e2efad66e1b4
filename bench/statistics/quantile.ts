/**
 * The smallest sample that at least this share of the samples do not exceed (the nearest rank); the smallest of all for a
 * share of 0. NaN without samples.
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  // 0.07 * 100 is a little more than 7, which must not become the eighth.
  const rank = Math.ceil(sorted.length * share - 1e-9);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? Number.NaN;
}

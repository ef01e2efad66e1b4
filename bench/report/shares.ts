import type { Outcome } from '../replay/outcome.ts';

/** A profile that was asked for. */
export interface AskedProfile {
  readonly name: string;
  readonly ordinal: number;
  /** Memory slices. */
  readonly memory: number;
}

/** Memory slices of the requests accepted over those of the requests made; absent where nothing was asked for. */
export function sliceShare({ asked, accepted }: Outcome, profiles: readonly AskedProfile[]): number | undefined {
  return ratio(slicesOf(accepted, profiles), slicesOf(asked, profiles));
}

/** Requests accepted over those made. */
export function countShare({ asked, accepted }: Outcome): number | undefined {
  return ratio(sum(accepted), sum(asked));
}

/** Memory slices of requests counted by profile ordinal. */
export function slicesOf(counts: readonly number[], profiles: readonly AskedProfile[]): number {
  return sum(profiles.map(({ ordinal, memory }) => memory * (counts[ordinal] ?? 0)));
}

/** A part over a whole; absent where there is no whole. */
export function ratio(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}

/** The mean; absent of nothing. */
export function average(values: readonly number[]): number | undefined {
  return ratio(sum(values), values.length);
}

/** The sum; 0 of nothing. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { WireSample } from './wire.ts';

/** Free memory slices of a pool over time, oldest first. */
export function freeOverTime(samples: readonly WireSample[], pool: string): readonly number[] {
  return samples.flatMap(({ pools }) => pools.filter(([name]) => name === pool).map(([, free]) => free));
}

/** The certain headroom of a profile of a pool over time: what could be had once idle instances are recut. */
export function headroomOverTime(samples: readonly WireSample[], pool: string, profile: string): readonly number[] {
  return samples.flatMap(({ pools }) =>
    pools
      .filter(([name]) => name === pool)
      .flatMap(([, , rungs]) => rungs.filter(([name]) => name === profile).map(([, , reshaped]) => reshaped)),
  );
}

/** `8 min`, from the first sample to the last; empty where there are fewer than two. */
export function spanOf(samples: readonly WireSample[]): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first === last) return '';
  const seconds = Math.round((last.at - first.at) / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

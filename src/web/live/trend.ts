import type { WireSample } from '../client/wire.ts';

/** The last hour of all pools. */
export interface Trend {
  add(sample: WireSample): void;
  /** Oldest first. */
  samples(): readonly WireSample[];
}

/** An hour's, one each half minute. */
const MOST_SAMPLES = 120;

/** Makes an empty one. */
export function createTrend(): Trend {
  let kept: readonly WireSample[] = [];
  return {
    add(sample) {
      kept = [...kept, sample].slice(-MOST_SAMPLES);
    },
    samples: () => kept,
  };
}

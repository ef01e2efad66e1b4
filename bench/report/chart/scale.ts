/** Maps values to positions along an axis of a plot, and says where the axis is marked. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly position: number;
  readonly text: string;
}

/** Positions of the least and of the greatest value; the second may be the smaller one, as it is of an upright axis. */
export type Range = readonly [from: number, to: number];

/** Marks nearer to each other than this run together. */
const TICK_GAP = 26;

/** Equal distances for equal differences, marked at round values. The domain always has some width. */
export function linearScale([low, high]: Range, range: Range): Scale {
  return scaled((value) => value, [low, Math.max(high, low + 1e-9)], range, roundValues(low, high), String);
}

/** Equal distances for equal ratios, marked at these values. All must be above 0. */
export function logScale(values: readonly number[], range: Range): Scale {
  return scaled(Math.log, spread(values, 1.0001), range, values, String);
}

/** Equal distances for equal differences, marked at these values. */
export function markedScale(values: readonly number[], range: Range): Scale {
  return scaled((value) => value, spread(values, 1.0001), range, values, String);
}

const SHARES = [0, 20, 40, 50, 60, 70, 80, 85, 90, 93, 95, 97, 98, 99, 99.5, 99.9];

/** A logarithm has no place for nothing: who misses less than a thousandth is drawn as if it were that much. */
const FULL = 0.999;

/**
 * For shares of 1 that come near to it: equal distances for equal ratios of what is missing, so that 99 and 99.5 % are as
 * far apart as 80 and 90 %. Marked in per cent.
 */
export function shareScale(shares: readonly number[], range: Range): Scale {
  const kept = shares.map((share) => Math.min(FULL, share));
  const [low, high] = spread(kept, 0, [0.5, 0.99]);
  const domain: Range = [low, Math.min(FULL, high)];
  const nearness = (share: number): number => -Math.log(1 - share);
  return scaled(
    nearness,
    domain,
    range,
    SHARES.map((per) => per / 100),
    (share) => `${share >= FULL ? '≥ ' : ''}${Number((100 * share).toFixed(2))}`,
  );
}

const GAPS = [-30, -20, -10, -5, -2, -1, -0.5, 0, 0.1, 0.5, 1, 2, 5, 10, 20, 30, 40, 60, 80];

/** For gaps in shares of 1, many small ones and a few large: distances grow with the square root. Marked in points. */
export function gapScale(gaps: readonly number[], range: Range): Scale {
  const root = (gap: number): number => Math.sign(gap) * Math.sqrt(Math.abs(gap));
  const domain = spread([0, ...gaps], 0, [0, 0.001]);
  return scaled(
    root,
    domain,
    range,
    GAPS.map((points) => points / 100),
    (gap) => String(Number((100 * gap).toFixed(2))),
  );
}

function scaled(
  bend: (value: number) => number,
  [low, high]: Range,
  [from, to]: Range,
  marks: readonly number[],
  write: (value: number) => string,
): Scale {
  const [first, last] = [bend(low), bend(high)];
  const at = (value: number): number => {
    const inside = Math.min(high, Math.max(low, value));
    return from + ((bend(inside) - first) / (last - first)) * (to - from);
  };
  const ticks: Tick[] = [];
  for (const value of new Set(marks)) {
    // 99.9 / 100 is a little more than 0.999.
    if (value < low - 1e-9 || value > high + 1e-9) continue;
    const [position, before] = [at(value), ticks.at(-1)];
    if (before === undefined || Math.abs(position - before.position) >= TICK_GAP)
      ticks.push({ position, text: write(value) });
  }
  return { at, ticks };
}

function spread(values: readonly number[], least: number, otherwise: Range = [0, 1]): Range {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return otherwise;
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return low < high ? [low, high] : least > 0 ? [low / least, high * least] : [low - 0.005, high + 0.005];
}

/** Multiples of 1, 2 or 5 times a power of ten, about five of them. */
function roundValues(low: number, high: number): readonly number[] {
  const rough = Math.max(high - low, 1e-9) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(6)),
  );
}

import type { LayoutClass, LayoutOption, LayoutProgram } from './layout-program.ts';
import type { WorthStep } from './worth.ts';

/**
 * Losses are counted in whole parts of this size: prices that make the bound smallest are quotients of small whole numbers,
 * which 60 makes whole.
 */
const PARTS = 60;

/** What could be part of a solution of a layout program that is better than a known one. All numbers are whole. */
export interface NearBest {
  /** L(c) in parts; see `findPrices`. */
  readonly bound: number;
  readonly parts: number;
  /** What a better solution may lose against the bound, in parts. */
  readonly most: number;
  readonly classes: readonly { readonly count: number; readonly options: readonly NearBestOption[] }[];
  readonly totals: readonly NearBestTotal[];
}

/** An option by its index in the class. The first one of a class loses nothing. */
export interface NearBestOption {
  readonly index: number;
  readonly counts: readonly number[];
  /** In parts: how much less it is worth, by the prices, than the best option of the class. */
  readonly loss: number;
}

/** Instances of one profile. */
export interface NearBestTotal {
  /** How many there are where every class has its first option. */
  readonly made: number;
  /** How many are worth their price, and what each one fewer or each one more than that loses, in parts. */
  readonly peak: number;
  readonly fewer: readonly LossStep[];
  readonly further: readonly LossStep[];
  /** What an instance loses that nobody buys, in parts. */
  readonly price: number;
}

/** The next `count` instances away from the peak lose this much each. */
export interface LossStep {
  readonly loss: number;
  readonly count: number;
}

/**
 * Rules out what prices show to be of no use. With prices c, any solution falls short of the bound L(c) by what its choices
 * lose against the best ones: its options, and its totals n by what W(n) - c n is below its peak. What loses as much as a
 * known solution falls short is in no better one.
 */
export function nearBest(program: LayoutProgram, prices: readonly number[], known: number): NearBest {
  const whole = prices.map((price) => Math.round(price * PARTS));
  const classes = program.classes.map((each) => valued(each, whole));
  const totals = program.worth.map((steps, profile) => totalOf(steps, whole[profile] ?? 0));
  const bound =
    classes.reduce((sum, { count, most }) => sum + count * most, 0) +
    totals.reduce((sum, { gained }) => sum + gained, 0);
  const most = bound - (known + 1) * PARTS;
  const made = program.worth.map((_, profile) =>
    classes.reduce((sum, { count, options }) => sum + count * (options[0]?.counts[profile] ?? 0), 0),
  );
  return {
    bound,
    parts: PARTS,
    most,
    classes: classes.map(({ count, options }) => ({ count, options: options.filter(({ loss }) => loss <= most) })),
    totals: totals.map(({ peak, fewer, further }, profile) => ({
      made: made[profile] ?? 0,
      peak,
      fewer: within(fewer, most),
      further: within(further, most),
      price: whole[profile] ?? 0,
    })),
  };
}

/** A class with all its options, the best first, and what that is worth. */
function valued(
  { count, options }: LayoutClass,
  prices: readonly number[],
): { readonly count: number; readonly most: number; readonly options: readonly NearBestOption[] } {
  const values = options.map((option) => valueAt(option, prices));
  const most = Math.max(...values);
  const sorted = options
    .map(({ counts }, index) => ({ index, counts, loss: most - (values[index] ?? 0) }))
    .sort((a, b) => a.loss - b.loss || a.index - b.index);
  return { count, most, options: sorted };
}

function valueAt({ counts, cost }: LayoutOption, prices: readonly number[]): number {
  return counts.reduce((sum, count, profile) => sum + count * (prices[profile] ?? 0), -cost * PARTS);
}

function totalOf(
  steps: readonly WorthStep[],
  price: number,
): Pick<NearBestTotal, 'peak' | 'fewer' | 'further'> & { readonly gained: number } {
  const worthwhile = steps.filter(({ worth }) => worth * PARTS > price);
  const others = steps.slice(worthwhile.length);
  const loss = ({ worth, count }: WorthStep): LossStep => ({ loss: Math.abs(worth * PARTS - price), count });
  return {
    peak: worthwhile.reduce((sum, { count }) => sum + count, 0),
    gained: worthwhile.reduce((sum, { worth, count }) => sum + (worth * PARTS - price) * count, 0),
    fewer: worthwhile.map(loss).reverse(),
    further: others.map(loss),
  };
}

/** The instances that together lose no more than `most`. */
function within(steps: readonly LossStep[], most: number): readonly LossStep[] {
  let left = most;
  return steps.flatMap(({ loss, count }) => {
    const some = left < 0 ? 0 : Math.min(count, loss === 0 ? count : Math.floor(left / loss));
    left = some < count ? -1 : left - some * loss;
    return some > 0 ? [{ loss, count: some }] : [];
  });
}

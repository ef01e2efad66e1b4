import type { LayoutClass, LayoutOption, LayoutProgram } from './layout-program.ts';
import type { Prices } from './prices.ts';
import type { WorthStep } from './worth.ts';

/** What could be part of a solution that is worth more than one that is known. */
export interface NearBest {
  /** By class, indexes of its options: the one that is best by the prices first. */
  readonly options: readonly (readonly number[])[];
  /** By profile: the fewest instances that there would be, and the most of them that it would count. */
  readonly totals: readonly { readonly least: number; readonly most: number }[];
}

/**
 * Rules out what prices show to be of no use. A solution falls short of the bound at least by what each of its choices
 * loses against the best one by the prices: for an option what it is worth less than its class's best, for a total n what
 * W(n) - c n is less than the most. Whatever alone loses more than bound - known is in no better solution.
 */
export function nearBest(program: LayoutProgram, { prices, bound }: Prices, known: number): NearBest {
  // Bound and losses are sums of many products in floating point.
  const slack = bound - known + Math.max(1, Math.abs(bound)) * 1e-9;
  return {
    options: program.classes.map((each) => nearBestOptions(each, prices, slack)),
    totals: program.worth.map((steps, profile) => nearBestTotals(steps, prices[profile] ?? 0, slack)),
  };
}

function nearBestOptions({ options }: LayoutClass, prices: readonly number[], slack: number): readonly number[] {
  const values = options.map((option) => valueAt(option, prices));
  const most = Math.max(...values);
  return [...options.keys()]
    .filter((at) => most - (values[at] ?? 0) <= slack)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
}

function valueAt({ counts, cost }: LayoutOption, prices: readonly number[]): number {
  return counts.reduce((sum, count, profile) => sum + count * (prices[profile] ?? 0), -cost);
}

function nearBestTotals(
  steps: readonly WorthStep[],
  price: number,
  slack: number,
): { readonly least: number; readonly most: number } {
  const peak = steps.reduce((sum, { worth, count }) => sum + (worth > price ? count : 0), 0);
  let [least, most] = [peak, peak];
  let lost = 0;
  let from = peak;
  for (const { worth, count } of steps.filter((step) => step.worth > price).reverse()) {
    const fewer = Math.min(count, Math.floor((slack - lost) / (worth - price)));
    least = from - fewer;
    if (fewer < count) break;
    lost += count * (worth - price);
    from -= count;
  }
  lost = 0;
  from = peak;
  for (const { worth, count } of steps.filter((step) => step.worth <= price)) {
    const more = worth === price ? count : Math.min(count, Math.floor((slack - lost) / (price - worth)));
    most = from + more;
    if (more < count) break;
    lost += count * (price - worth);
    from += count;
  }
  return { least, most };
}

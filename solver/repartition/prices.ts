import type { LayoutProgram } from './layout-program.ts';
import { solve } from './lp-library.ts';
import type { WorthStep } from './worth.ts';

/** A price per instance of each profile, and the most that a layout program's objective can be, by these prices. */
export interface Prices {
  readonly prices: readonly number[];
  readonly bound: number;
}

const MOST_CUTS = 200;

/**
 * Prices by which the bound on a layout program is smallest. Whatever the prices c, no solution is worth more than
 *
 *     L(c) = sum over classes of count * max over options (c * counts - cost)  +  sum over profiles of max over n (W(n) - c n)
 *
 * because the instances bought are those sold. L is convex and piecewise linear, and its least value is the optimum of the
 * linear relaxation. It is found by cutting planes: the planes that touch L at the prices tried so far form a lower bound
 * on it, whose lowest point is tried next. The bound returned is L itself, so it holds however well the search went.
 */
export function findPrices(program: LayoutProgram, isOver: () => boolean): Prices {
  const highest = program.worth.map((steps) => steps[0]?.worth ?? 0);
  const scale = Math.max(1, ...highest);
  const cuts: Cut[] = [];
  let best: Prices | undefined;
  let prices: readonly number[] = highest.map((worth) => worth / 2);
  for (let round = 0; round < MOST_CUTS; round++) {
    const { bound, cut } = boundAt(program, prices);
    if (best === undefined || bound < best.bound) best = { prices, bound };
    cuts.push(cut);
    const lowest = lowestPoint(cuts, highest, scale);
    if (lowest === undefined || best.bound - lowest.value < 0.5 || isOver()) break;
    prices = lowest.prices;
  }
  return best ?? { prices, bound: Number.POSITIVE_INFINITY };
}

/** The classes sell `made` instances and pay `cost`; each profile is bought `bought` times for what that is `worth`. */
interface Cut {
  readonly made: readonly number[];
  readonly cost: number;
  readonly bought: readonly number[];
  readonly worth: readonly number[];
}

function boundAt({ classes, worth }: LayoutProgram, prices: readonly number[]): { bound: number; cut: Cut } {
  const made = prices.map(() => 0);
  let [cost, bound] = [0, 0];
  for (const { count, options } of classes) {
    let [best, most] = [options[0], Number.NEGATIVE_INFINITY];
    for (const option of options) {
      let value = -option.cost;
      for (let profile = 0; profile < prices.length; profile++) {
        value += (prices[profile] ?? 0) * (option.counts[profile] ?? 0);
      }
      if (value > most) [best, most] = [option, value];
    }
    if (best === undefined) continue;
    bound += count * most;
    cost += count * best.cost;
    for (const [profile, each] of best.counts.entries()) made[profile] = (made[profile] ?? 0) + count * each;
  }
  const bought = worth.map((steps, profile) => buy(steps, prices[profile] ?? 0));
  for (const [profile, { count, worth }] of bought.entries()) bound += worth - (prices[profile] ?? 0) * count;
  return {
    bound,
    cut: { made, cost, bought: bought.map(({ count }) => count), worth: bought.map(({ worth }) => worth) },
  };
}

/** All steps worth more than the price. */
function buy(steps: readonly WorthStep[], price: number): { readonly count: number; readonly worth: number } {
  let [count, sum] = [0, 0];
  for (const step of steps) {
    if (step.worth <= price) break;
    count += step.count;
    sum += step.count * step.worth;
  }
  return { count, worth: sum };
}

/** Where the largest of the planes is lowest, with all worths divided by `scale` to keep numbers near 1. */
function lowestPoint(
  cuts: readonly Cut[],
  highest: readonly number[],
  scale: number,
): { readonly prices: readonly number[]; readonly value: number } | undefined {
  const constraints: Record<string, { min: number } | { max: number }> = {};
  const variables: Record<string, Record<string, number>> = { sold: { value: 1 } };
  for (const [profile, worth] of highest.entries()) {
    constraints[`price${profile}`] = { max: worth / scale };
    variables[`price${profile}`] = { [`price${profile}`]: 1 };
    variables[`bought${profile}`] = { value: 1 };
  }
  for (const [index, { made, cost, bought, worth }] of cuts.entries()) {
    constraints[`sold${index}`] = { min: -cost / scale };
    variables['sold'] = { ...variables['sold'], [`sold${index}`]: 1 };
    for (const [profile, count] of bought.entries()) {
      const [price, surplus] = [variables[`price${profile}`], variables[`bought${profile}`]];
      if (price === undefined || surplus === undefined) continue;
      price[`sold${index}`] = -(made[profile] ?? 0);
      constraints[`bought${profile}_${index}`] = { min: (worth[profile] ?? 0) / scale };
      surplus[`bought${profile}_${index}`] = 1;
      price[`bought${profile}_${index}`] = count;
    }
  }
  const solved = solve({ optimize: 'value', opType: 'min', constraints, variables });
  if (solved.get('feasible') !== true) return undefined;
  return {
    prices: highest.map((_, profile) => Number(solved.get(`price${profile}`) ?? 0) * scale),
    value: Number(solved.get('result')) * scale,
  };
}

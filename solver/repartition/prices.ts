import type { LayoutProgram } from './layout-program.ts';
import { lowestPoint, type Plane } from './lowest-point.ts';
import type { WorthStep } from './worth.ts';

/** A price per instance of each profile, and the most that a layout program's objective can be, by these prices. */
export interface Prices {
  readonly prices: readonly number[];
  readonly bound: number;
}

/** What a search may know beforehand. */
export interface Hints {
  /** Prices that suit a similar program. */
  readonly prices?: readonly number[];
  /** An objective that is only of interest if it is surpassed: a search may end once it is clear that it is not. */
  readonly known?: number;
  /** How far a solution may be from the best: a search ends once none could be farther above what it has found. */
  readonly slack?: number;
}

const MOST_ROUNDS = 150;

/** Objectives are whole numbers; what could still be won is then too little to matter. */
const ENOUGH = 0.01;

/**
 * Prices by which the bound on a layout program is smallest. Whatever the prices c, no solution is worth more than
 *
 *     L(c) = sum over classes of count * max over options (c * counts - cost)  +  sum over profiles of max over n (W(n) - c n)
 *
 * because the instances bought are those sold. L is convex and piecewise linear, and its least value is the optimum of the
 * linear relaxation. It is found by cutting planes: the planes that touch the parts of L at the prices tried so far are a
 * lower bound on it, and their lowest point within a box around the best prices is tried next. The box shrinks where that
 * was no better, which keeps the planes' numbers apart. What is returned is L itself, so it holds however well that went.
 */
export function findPrices(program: LayoutProgram, isOver: () => boolean, { prices, known }: Hints = {}): Prices {
  const highest = program.worth.map((steps) => steps[0]?.worth ?? 0);
  let reach = Math.max(1, ...highest) / (prices === undefined ? 2 : 16);
  let best = planesAt(program, prices ?? highest.map((worth) => worth / 2));
  const planes = [best];
  for (let round = 0; round < MOST_ROUNDS && !isOver(); round++) {
    if (known !== undefined && Math.floor(best.bound + ENOUGH) <= known) break;
    const box = best.prices.map((price, profile) => ({
      from: Math.max(-reach, -price),
      to: Math.min(reach, (highest[profile] ?? 0) - price),
    }));
    const lowest = lowestPoint(
      planes.map((tried) => partsAround(best, tried)),
      box,
      reach,
    );
    if (lowest === undefined || lowest.value > -ENOUGH) break;
    const next = planesAt(
      program,
      best.prices.map((price, profile) => price + (lowest.point[profile] ?? 0)),
    );
    planes.push(next);
    if (next.bound < best.bound) best = next;
    else reach /= 2;
  }
  return best;
}

/** What L is at some prices, and in which direction each of its parts goes from there. */
interface Tried extends Prices {
  /** What the classes get for all that they sell, less the costs; how many instances that are. */
  readonly sold: number;
  readonly made: readonly number[];
  /** By profile: what is gained by buying, and how many are bought. */
  readonly gained: readonly number[];
  readonly bought: readonly number[];
}

function planesAt({ classes, worth }: LayoutProgram, prices: readonly number[]): Tried {
  const made = prices.map(() => 0);
  let sold = 0;
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
    sold += count * most;
    for (const [profile, each] of best.counts.entries()) made[profile] = (made[profile] ?? 0) + count * each;
  }
  const bought = worth.map((steps, profile) => buy(steps, prices[profile] ?? 0));
  const gained = bought.map((each) => each.gained);
  const bound = gained.reduce((sum, each) => sum + each, sold);
  return { prices, bound, sold, made, gained, bought: bought.map(({ count }) => count) };
}

/** All that is worth more than the price. */
function buy(steps: readonly WorthStep[], price: number): { readonly count: number; readonly gained: number } {
  let [count, gained] = [0, 0];
  for (const step of steps) {
    if (step.worth <= price) break;
    count += step.count;
    gained += step.count * (step.worth - price);
  }
  return { count, gained };
}

/** The planes that touch the parts of L at the prices tried, by how far they are from the parts at the best prices. */
function partsAround(best: Tried, tried: Tried): readonly Plane[] {
  const away = best.prices.map((price, profile) => price - (tried.prices[profile] ?? 0));
  const sold = tried.made.reduce((sum, made, profile) => sum + made * (away[profile] ?? 0), tried.sold);
  return [
    { value: sold - best.sold, slope: tried.made },
    ...tried.gained.map((gained, profile) => {
      const bought = tried.bought[profile] ?? 0;
      return {
        value: gained - bought * (away[profile] ?? 0) - (best.gained[profile] ?? 0),
        slope: best.prices.map((_, at) => (at === profile ? -bought : 0)),
      };
    }),
  ];
}

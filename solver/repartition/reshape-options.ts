import { type Occupancy, occupancyOf } from '../layout/layout-table.ts';
import type { Placement, Profile } from '../model/gpu-model.ts';
import type { GpuShape } from '../node/gpu-shape.ts';
import { compareText } from '../text-order.ts';
import { type Filling, holds } from './fillings.ts';
import type { LayoutOption } from './layout-program.ts';

/** One way to recut the idle space of a GPU. Its cost is the number of instances destroyed. */
export interface ReshapeOption extends LayoutOption {
  readonly delete: readonly Placement[];
  readonly create: readonly Placement[];
}

/**
 * The ways to recut a GPU's open instances that can be of use: for every set of them that is kept, the largest geometries
 * of `profiles` beside it; of ways to one geometry the one that destroys the fewest, then creates the fewest; and none that
 * another way betters or equals in every count at no higher cost. Cheapest first.
 */
export function reshapeOptions(
  { table, occupancy, open }: GpuShape,
  profiles: readonly Profile[],
  fillings: (at: Occupancy) => readonly Filling[],
): readonly ReshapeOption[] {
  const byCounts = new Map<string, ReshapeOption>();
  for (let bits = 0; bits < 1 << open.length; bits++) {
    const isKept = (_: Placement, index: number): boolean => (bits & (1 << index)) !== 0;
    const kept = open.filter(isKept);
    const beside = occupancyOf(table, kept, occupancy);
    if (beside === undefined) continue;
    const held = profiles.map((profile) => kept.filter((placement) => placement.profile === profile).length);
    for (const { counts, placements } of fillings(beside)) {
      const option: ReshapeOption = {
        counts: counts.map((count, item) => count + (held[item] ?? 0)),
        cost: open.length - kept.length,
        delete: open.filter((placement) => !kept.includes(placement)),
        create: placements.filter((placement) => !open.includes(placement)),
      };
      // Made again at the place where it was: another set, which keeps it, is cheaper.
      if (option.create.length < placements.length) continue;
      const key = option.counts.join();
      const known = byCounts.get(key);
      if (known === undefined || isCheaper(option, known)) byCounts.set(key, option);
    }
  }
  return undominated([...byCounts.values()]);
}

function isCheaper(a: ReshapeOption, b: ReshapeOption): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.create.length < b.create.length);
}

/** The options that no other one betters or equals in every count at no higher cost, in an order that they alone decide. */
function undominated(options: readonly ReshapeOption[]): readonly ReshapeOption[] {
  const left: ReshapeOption[] = [];
  for (const option of options.toSorted(cheapestFirst)) {
    if (!left.some((other) => holds(other.counts, option.counts))) left.push(option);
  }
  return left;
}

/** What holds another option at no higher cost comes before it. */
function cheapestFirst(a: ReshapeOption, b: ReshapeOption): number {
  return a.cost - b.cost || sum(b.counts) - sum(a.counts) || compareText(a.counts.join(), b.counts.join());
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

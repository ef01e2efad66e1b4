import { everyOccupancy, type LayoutTable, type Occupancy } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { compareKeys, type PlacementKey } from '../../solver/placement/policy.ts';
import type { ModelRating } from '../../solver/placement/rater.ts';
import type { Chooser, Marks, Seat } from './chooser.ts';
import type { Fleet } from './fleet.ts';

/** Where the best place on a GPU is, for every occupancy, and in which order occupancies are taken. */
interface Ranking {
  /** All occupancies with room for the profile, best key first. */
  readonly order: Int16Array;
  /** By position in `order`: where the group of equal keys ends that it belongs to. */
  readonly groupEnd: Uint16Array;
  /** By position in `order`. */
  readonly placements: readonly Placement[];
}

/**
 * Chooses as a policy's keys say: the smallest key of all GPUs, of equal ones the lowest GPU, there the start that the
 * policy orders first. The
 * keys depend on the occupancy only, so they are ranked once for each profile, and a decision goes down the ranking to the first
 * bucket that is not empty: its cost does not depend on how many GPUs there are.
 *
 * @param tiers The fleet's classes in tiers: the first tier with room on any of its GPUs decides. Default: class 0 only.
 */
export function createRankedChooser(fleet: Fleet, rating: ModelRating, tiers: Tiers = () => ONE_CLASS): Chooser {
  const rankings = fleet.table.model.profiles.map(({ ordinal }) => rank(fleet.table, rating, ordinal));
  return {
    choose(profile, marks) {
      const ranking = rankings[profile];
      if (ranking === undefined) return undefined;
      for (const tier of tiers(profile, marks)) {
        const seat = best(fleet, ranking, tier);
        if (seat !== undefined) return seat;
      }
      return undefined;
    },
  };
}

/** For a request, the classes of GPUs to ask: tier after tier, those of a tier as one. */
export type Tiers = (profile: number, marks: Marks) => readonly (readonly number[])[];

const ONE_CLASS = [[0]];

function best(fleet: Fleet, { order, groupEnd, placements }: Ranking, classes: readonly number[]): Seat | undefined {
  const { counts } = fleet;
  for (let at = 0; at < order.length; ) {
    const end = groupEnd[at] ?? order.length;
    let [gpu, position] = [fleet.gpus, -1];
    for (; at < end; at++) {
      for (let each = 0; each < classes.length; each++) {
        const bucket = (classes[each] ?? 0) * fleet.table.occupancies + (order[at] ?? 0);
        if (counts[bucket] === 0) continue;
        const lowest = fleet.lowest(bucket);
        if (lowest < gpu) [gpu, position] = [lowest, at];
      }
    }
    const placement = placements[position];
    if (placement !== undefined) return { gpu, placement };
  }
  return undefined;
}

function rank(table: LayoutTable, rating: ModelRating, profile: number): Ranking {
  const legal = table.model.placements.filter((placement) => placement.profile.ordinal === profile);
  const entries = everyOccupancy(table).flatMap((occupancy) => {
    let found: { occupancy: Occupancy; placement: Placement; key: PlacementKey } | undefined;
    for (const placement of legal.toSorted(
      (a, b) => rating.startOrder(occupancy, a) - rating.startOrder(occupancy, b),
    )) {
      if (table.after(occupancy, placement) === undefined) continue;
      const key = rating.key(occupancy, placement);
      if (found === undefined || compareKeys(key, found.key) < 0) found = { occupancy, placement, key };
    }
    return found === undefined ? [] : [found];
  });
  entries.sort((a, b) => compareKeys(a.key, b.key) || a.occupancy - b.occupancy);
  const groupEnd = new Uint16Array(entries.length);
  for (let at = entries.length - 1; at >= 0; at--) {
    const [here, next] = [entries[at], entries[at + 1]];
    const isSame = here !== undefined && next !== undefined && compareKeys(here.key, next.key) === 0;
    groupEnd[at] = isSame ? (groupEnd[at + 1] ?? 0) : at + 1;
  }
  return {
    order: Int16Array.from(entries, ({ occupancy }) => occupancy),
    groupEnd,
    placements: entries.map(({ placement }) => placement),
  };
}

import type { LayoutTable, Occupancy } from '../../solver/layout/layout-table.ts';
import { bitCount } from '../../solver/model/bit-count.ts';
import { mfiSeverity } from '../../solver/placement/severity.ts';

/** What one GPU of an occupancy adds to the measures of its fleet. */
export interface OccupancyWorth {
  /** Free memory slices that are in no free window of a profile, averaged over the profiles by their shares. */
  readonly stranded: number;
  /** Free memory slices in no free window of any plain profile. */
  readonly dead: number;
  readonly mfiSeverity: number;
}

/** Windows of one profile never overlap, so as many slices are in its free windows as its spare instances would take. */
export function worthOf(table: LayoutTable, occupancy: Occupancy, shares: readonly number[]): OccupancyWorth {
  const free = table.freeSlices(occupancy);
  const stranded = table.model.profiles.map(({ memory, ordinal }) => free - memory * table.spare(occupancy, ordinal));
  return {
    stranded: stranded.reduce((sum, slices, ordinal) => sum + (shares[ordinal] ?? 0) * slices, 0),
    dead: free - coveredSlices(table, occupancy),
    mfiSeverity: mfiSeverity(table, occupancy, { isGated: true }),
  };
}

/** Memory slices in at least one free window of a plain profile. */
function coveredSlices({ model, after }: LayoutTable, occupancy: Occupancy): number {
  let covered = 0;
  for (const placement of model.placements) {
    if (placement.profile.plain && after(occupancy, placement) !== undefined) covered |= placement.window;
  }
  return bitCount(covered);
}

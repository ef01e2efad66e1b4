import { blockedPlacements } from './blocked-placements.ts';
import type { Policy } from './policy.ts';

/** Worst fit, best index: the GPU with the most free memory slices, there the start that blocks the fewest placements. */
export const worstFit: Policy = {
  name: 'worst-fit',
  summary: 'take the emptiest GPU, there the start that blocks the fewest placements',
  prepare({ table }) {
    const blocked = blockedPlacements(table.model);
    return (occupancy, placement) => [-table.freeSlices(occupancy), blocked[placement.ordinal] ?? 0, 0];
  },
};

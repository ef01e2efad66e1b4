import { blockedPlacements } from './blocked-placements.ts';
import type { Policy } from './policy.ts';

/** Best fit, best index: the GPU with the fewest free memory slices, there the start that blocks the fewest placements. */
export const bestFit: Policy = {
  name: 'best-fit',
  summary: 'take the fullest GPU, there the start that blocks the fewest placements',
  prepare({ table }) {
    const blocked = blockedPlacements(table.model);
    return (occupancy, placement) => [table.freeSlices(occupancy), blocked[placement.ordinal] ?? 0, 0];
  },
};

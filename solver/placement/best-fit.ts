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

/** Best fit, first start: the GPU with the fewest free memory slices, there the lowest start. */
export const bestFitFirst: Policy = {
  name: 'best-fit-first',
  summary: 'take the fullest GPU, there the lowest start',
  prepare:
    ({ table }) =>
    (occupancy) => [table.freeSlices(occupancy), 0, 0],
};

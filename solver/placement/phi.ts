import { EMPTY, everyOccupancy, type LayoutTable } from '../layout/layout-table.ts';
import type { Profile } from '../model/gpu-model.ts';
import { blockedPlacements } from './blocked-placements.ts';
import { exact, type Policy } from './policy.ts';

/**
 * The default: destroy as little as possible of what could still be asked for.
 *
 * The potential of a GPU is the sum, over the profiles in demand, of memory slices times instances that could still be
 * had. A placement's loss is the potential it destroys, as a share of the potential of an empty GPU of that model, times
 * the model's cost, so that GPU models compare. Ties go to the tightest GPU (smallest share of slices free before), then
 * to the start that blocks the fewest placements on an empty GPU.
 */
export const phi: Policy = {
  name: 'phi',
  summary: 'destroy the fewest free windows of the profiles in demand, weighed by memory',
  prepare({ table, demanded, cost }) {
    const potential = potentials(table, demanded);
    const whole = potential[EMPTY] ?? 0;
    const blocked = blockedPlacements(table.model);
    const unit = whole === 0 ? 0 : exact(cost / whole);
    const slice = exact(1 / table.model.memorySlices);
    return (occupancy, placement) => {
      const after = table.after(occupancy, placement) ?? occupancy;
      const destroyed = (potential[occupancy] ?? 0) - (potential[after] ?? 0);
      return [destroyed * unit, table.freeSlices(occupancy) * slice, blocked[placement.ordinal] ?? 0];
    };
  },
};

/** The potential of every occupancy of a model: memory slices that instances of the demanded profiles could still use. */
function potentials(table: LayoutTable, demanded: readonly Profile[]): Float64Array {
  return Float64Array.from(everyOccupancy(table), (occupancy) =>
    demanded.reduce((sum, { memory, ordinal }) => sum + memory * table.spare(occupancy, ordinal), 0),
  );
}

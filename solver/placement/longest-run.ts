import { longestRun as longestRunOf } from './bit-run.ts';
import type { Policy } from './policy.ts';

/**
 * The GPU with the fewest free memory slices, there the start that leaves the longest run of consecutive free slices.
 *
 * The rule for the start is what many ask for first, as HAMi's issue 2831 does. It says nothing of the GPU; the fullest one
 * is our reading.
 */
export const longestRun: Policy = {
  name: 'longest-run',
  summary: 'take the fullest GPU, there the start that leaves the longest run of free slices',
  prepare({ table }) {
    const all = 2 ** table.model.memorySlices - 1;
    return (occupancy, { window }) => {
      const free = all & ~(table.occupied(occupancy) | window);
      return [table.freeSlices(occupancy), -longestRunOf(free), 0];
    };
  },
};

import { blockedPlacements } from './blocked-placements.ts';
import type { Policy } from './policy.ts';
import { mfiSeverity } from './severity.ts';

/** Minimum fragmentation increment (arXiv 2511.18906, recalled): the placement by which the severity grows least. */
export const mfiGated = mfi('mfi-gated', { isGated: true, isBestFit: false });

/** The same; ties go to the fullest GPU, then to the start that blocks the fewest placements. */
export const mfiGatedBestFit = mfi('mfi-gated-best-fit', { isGated: true, isBestFit: true });

/** MFI without its gate: profiles count that are larger than what is free, too. */
export const mfiUngated = mfi('mfi-ungated', { isGated: false, isBestFit: false });

/** The same with the ties of best fit: what PHI does while all plain profiles, and no others, are in demand. */
export const mfiUngatedBestFit = mfi('mfi-ungated-best-fit', { isGated: false, isBestFit: true });

interface Form {
  readonly isGated: boolean;
  readonly isBestFit: boolean;
}

function mfi(name: string, { isGated, isBestFit }: Form): Policy {
  const profiles = isGated ? 'the profiles no larger than what is free' : 'all plain profiles';
  const ties = isBestFit ? '; ties as best-fit' : '';
  return {
    name,
    summary: `let the blocked windows of ${profiles} grow least, weighed by memory${ties}`,
    prepare({ table }) {
      const blocked = blockedPlacements(table.model);
      return (occupancy, placement) => {
        const after = table.after(occupancy, placement) ?? occupancy;
        const growth = mfiSeverity(table, after, { isGated }) - mfiSeverity(table, occupancy, { isGated });
        if (!isBestFit) return [growth, 0, 0];
        return [growth, table.freeSlices(occupancy), blocked[placement.ordinal] ?? 0];
      };
    },
  };
}

import type { LayoutTable, Occupancy } from '../layout/layout-table.ts';
import type { Profile } from '../model/gpu-model.ts';
import { exact, type Policy } from './policy.ts';

/**
 * Fragmentation gradient descent (Weng and others, USENIX ATC 2023): a GPU's fragmentation is what a request drawn from the
 * demand is expected not to be able to use of what is free, and the placement is taken by which it grows least. Theirs
 * is for GPUs that are shared by fractions; these two are what becomes of it with windows.
 */

/** All that is free is lost to a profile that has no window left. */
export const fgdMig = fgd({
  name: 'fgd-mig',
  summary: 'let the free slices of GPUs that a request drawn from the demand no longer fits grow least',
  lost: (table, occupancy, { ordinal }) => (table.spare(occupancy, ordinal) > 0 ? 0 : table.freeSlices(occupancy)),
});

/** What is free outside the free windows of a profile is lost to it. */
export const fgdCov = fgd({
  name: 'fgd-cov',
  summary: 'let the free slices outside the free windows of a request drawn from the demand grow least',
  lost: (table, occupancy, { memory, ordinal }) =>
    table.freeSlices(occupancy) - memory * table.spare(occupancy, ordinal),
});

function fgd(form: {
  readonly name: string;
  readonly summary: string;
  /** Free slices of a GPU that a profile cannot use. */
  readonly lost: (table: LayoutTable, occupancy: Occupancy, profile: Profile) => number;
}): Policy {
  const { name, summary, lost } = form;
  return {
    name,
    summary,
    usesShares: true,
    prepare({ table, shares }) {
      const weights = shares.map(exact);
      const fragmentation = (occupancy: Occupancy): number =>
        table.model.profiles.reduce(
          (sum, profile) => sum + (weights[profile.ordinal] ?? 0) * lost(table, occupancy, profile),
          0,
        );
      return (occupancy, placement) => {
        const after = table.after(occupancy, placement) ?? occupancy;
        return [fragmentation(after) - fragmentation(occupancy), 0, 0];
      };
    },
  };
}

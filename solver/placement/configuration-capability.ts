import type { LayoutTable, Occupancy } from '../layout/layout-table.ts';
import { exact, type Policy } from './policy.ts';

/**
 * Configuration capability, CC: how many placements of plain profiles are free on a GPU. The measure of GRMU
 * (arXiv 2502.01909) and of the works on virtual GPUs that it compares with; recalled from their abstracts and from
 * secondary sources, since the formulas could not be read.
 */
function configurationCapability(table: LayoutTable, occupancy: Occupancy): number {
  return table.model.profiles.reduce(
    (sum, { plain, ordinal }) => sum + (plain ? table.spare(occupancy, ordinal) : 0),
    0,
  );
}

/** The placement that destroys the least configuration capability: CC before less CC after. */
export const ccLoss: Policy = {
  name: 'cc-loss',
  summary: 'destroy the fewest free windows, all counted alike',
  prepare:
    ({ table }) =>
    (occupancy, placement) => {
      const after = table.after(occupancy, placement) ?? occupancy;
      return [configurationCapability(table, occupancy) - configurationCapability(table, after), 0, 0];
    },
};

/** Expected CC: as CC loss, with each free placement counted by the share of its profile in the demand. */
export const ecc: Policy = {
  name: 'ecc',
  summary: 'destroy the fewest free windows, counted by the share of their profile in the demand',
  usesShares: true,
  prepare({ table, shares }) {
    const weights = shares.map(exact);
    const expected = (occupancy: Occupancy): number =>
      weights.reduce((sum, weight, ordinal) => sum + weight * table.spare(occupancy, ordinal), 0);
    return (occupancy, placement) => {
      const after = table.after(occupancy, placement) ?? occupancy;
      return [expected(occupancy) - expected(after), 0, 0];
    };
  },
};

/** Maximum CC: the GPU and start after which that GPU has the largest CC, which is an empty GPU while there is one. */
export const mcc: Policy = {
  name: 'mcc',
  summary: 'take the GPU and start that leave the most free windows on that GPU',
  prepare:
    ({ table }) =>
    (occupancy, placement) => {
      const after = table.after(occupancy, placement) ?? occupancy;
      return [-configurationCapability(table, after), 0, 0];
    },
};

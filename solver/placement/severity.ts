import { EMPTY, type LayoutTable, type Occupancy } from '../layout/layout-table.ts';

/**
 * How fragmented a GPU is after MFI, the minimum fragmentation increment (arXiv 2511.18906): the sum, over the plain
 * profiles, of memory slices times windows that are no longer free. 0 on an empty GPU. With the gate only profiles count
 * that are no larger than what is free, so that it falls to 0 again on a full GPU.
 *
 * Recalled, not read: the paper's own formula was not at hand.
 *
 * @param form.isGated The paper's form. Without the gate it is the potential that PHI sees destroyed.
 */
export function mfiSeverity(
  table: LayoutTable,
  occupancy: Occupancy,
  { isGated }: { readonly isGated: boolean },
): number {
  const free = table.freeSlices(occupancy);
  let severity = 0;
  for (const { plain, memory, ordinal } of table.model.profiles) {
    if (!plain || (isGated && memory > free)) continue;
    severity += memory * (table.spare(EMPTY, ordinal) - table.spare(occupancy, ordinal));
  }
  return severity;
}

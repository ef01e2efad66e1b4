import { type LayoutTable, type Occupancy, occupancyOf } from '../layout/layout-table.ts';
import type { Placement, Profile } from '../model/gpu-model.ts';

/** One GPU as a policy sees it. */
export interface GpuShape {
  /** Equal for GPUs that are the same to every policy: model, occupancy, open instances. */
  readonly id: string;
  readonly table: LayoutTable;
  /** Instances that are known to be used. */
  readonly used: readonly Placement[];
  /** What they take. */
  readonly occupancy: Occupancy;
  /** Instances that exist and are not known to be used, in ordinal order. */
  readonly open: readonly Placement[];
}

/** A GPU with these instances; undefined where the used ones cannot exist together. */
export function gpuShape(
  table: LayoutTable,
  used: readonly Placement[],
  open: readonly Placement[],
): GpuShape | undefined {
  const occupancy = occupancyOf(table, used);
  if (occupancy === undefined) return undefined;
  const sorted = open.toSorted((a, b) => a.ordinal - b.ordinal);
  const id = [table.model.name, occupancy, ...sorted.map(({ ordinal }) => ordinal)].join(' ');
  return { id, table, used, occupancy, open: sorted };
}

/** The profile with exactly this name on a GPU; undefined where its model has none. */
export function profileOn({ table }: GpuShape, name: string): Profile | undefined {
  return table.model.profiles.find((profile) => profile.name === name);
}

import type { Geometry, Placement, Profile } from '../model/gpu-model.ts';
import { EMPTY, type LayoutTable, type Occupancy } from './layout-table.ts';

/** A set of GPU instances on one GPU, with their positions. */
export interface Layout {
  /** In ordinal order. */
  readonly instances: readonly Placement[];
  /** The occupancy of the GPU when all of them are used. */
  readonly occupancy: Occupancy;
  /** True where no further instance of the profiles considered could be created beside them. */
  readonly maximal: boolean;
}

/**
 * Every layout that the driver would accept on a GPU of the table's model, the empty one first, using only `profiles`
 * (default: all). Each set of placements comes once.
 */
export function layoutsOf(table: LayoutTable, profiles: readonly Profile[] = table.model.profiles): readonly Layout[] {
  const placements = table.model.placements.filter(({ profile }) => profiles.includes(profile));
  const layouts: Layout[] = [];
  const visit = (instances: readonly Placement[], occupancy: Occupancy, from: number): void => {
    const maximal = placements.every((placement) => table.after(occupancy, placement) === undefined);
    layouts.push({ instances, occupancy, maximal });
    for (const [index, placement] of placements.entries()) {
      if (index < from) continue;
      const next = table.after(occupancy, placement);
      if (next !== undefined) visit([...instances, placement], next, index + 1);
    }
  };
  visit([], EMPTY, 0);
  return layouts;
}

/** Counts the instances per profile; positions are forgotten. */
export function geometryOf(table: LayoutTable, instances: Iterable<Placement>): Geometry {
  const counts = table.model.profiles.map(() => 0);
  for (const { profile } of instances) counts[profile.ordinal] = (counts[profile.ordinal] ?? 0) + 1;
  return counts;
}

/** The distinct geometries of some layouts, in the order in which they first come. */
export function geometriesOf(table: LayoutTable, layouts: readonly Layout[]): readonly Geometry[] {
  const byKey = new Map<string, Geometry>();
  for (const { instances } of layouts) {
    const geometry = geometryOf(table, instances);
    const key = geometry.join();
    if (!byKey.has(key)) byKey.set(key, geometry);
  }
  return [...byKey.values()];
}

/** The geometries that no other one contains: each profile's count as large, one larger. */
export function maximalGeometries(geometries: readonly Geometry[]): readonly Geometry[] {
  return geometries.filter((some) => !geometries.some((other) => other !== some && contains(other, some)));
}

function contains(larger: Geometry, smaller: Geometry): boolean {
  return smaller.every((count, profile) => count <= (larger[profile] ?? 0));
}

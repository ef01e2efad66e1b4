import type { Geometry, Placement, Profile } from '../model/gpu-model.ts';
import { EMPTY, type LayoutTable, type Occupancy } from './layout-table.ts';

/**
 * The layout that the driver makes of `geometry` on an empty GPU when no starts are given: profiles largest first, as
 * mig-parted orders them, each at the first free start in the driver's order. Where that gets stuck (six 1g beside one
 * double-memory 1g, for one) a later start is taken, as whoever made these instances must have asked for it. Undefined
 * where they cannot all exist.
 */
export function driverLayout(table: LayoutTable, geometry: Geometry): readonly Placement[] | undefined {
  const wanted = table.model.profiles
    .toSorted(inDriverOrder)
    .flatMap((profile) => Array.from({ length: geometry[profile.ordinal] ?? 0 }, () => profile));
  return place(table, wanted, EMPTY)?.toSorted((a, b) => a.ordinal - b.ordinal);
}

/** @param from Index into the first profile's `driverStarts`: instances of one profile are placed in that order only. */
function place(
  table: LayoutTable,
  wanted: readonly Profile[],
  occupancy: Occupancy,
  from = 0,
): readonly Placement[] | undefined {
  const [profile, ...rest] = wanted;
  if (profile === undefined) return [];
  for (const [index, start] of profile.driverStarts.entries()) {
    const placement = table.model.placements.find((each) => each.profile === profile && each.start === start);
    const after = index < from || placement === undefined ? undefined : table.after(occupancy, placement);
    if (placement === undefined || after === undefined) continue;
    const others = place(table, rest, after, rest[0] === profile ? index + 1 : 0);
    if (others !== undefined) return [placement, ...others];
  }
  return undefined;
}

/** Order in which mig-parted creates instances: compute slices, then memory, both descending, then attributes. */
function inDriverOrder(a: Profile, b: Profile): number {
  return b.compute - a.compute || b.memory - a.memory || a.ordinal - b.ordinal;
}

import type { LayoutTable, Occupancy } from '../layout/layout-table.ts';
import type { Placement, Profile } from '../model/gpu-model.ts';

/** Instances that fit together on a GPU beside what is on it, and how many of each profile that are. */
export interface Filling {
  readonly counts: readonly number[];
  readonly placements: readonly Placement[];
}

/**
 * By occupancy: the largest sets of instances of `profiles` that fit beside it, each geometry once, at the starts that come
 * first. Every set that fits has at most as many of each profile as one of them. Remembered per occupancy.
 */
export function fillingsOf(table: LayoutTable, profiles: readonly Profile[]): (at: Occupancy) => readonly Filling[] {
  const usable = table.model.placements.flatMap((placement) => {
    const item = profiles.indexOf(placement.profile);
    return item < 0 ? [] : [{ placement, item }];
  });
  const known = new Map<Occupancy, readonly Filling[]>();

  const fillAll = (start: Occupancy): readonly Filling[] => {
    const byCounts = new Map<string, Filling>();
    const visit = (chosen: Filling, at: Occupancy, from: number): void => {
      if (usable.every(({ placement }) => table.after(at, placement) === undefined)) {
        const key = chosen.counts.join();
        if (!byCounts.has(key)) byCounts.set(key, chosen);
      }
      for (const [index, { placement, item }] of usable.entries()) {
        const after = index < from ? undefined : table.after(at, placement);
        if (after === undefined) continue;
        const counts = chosen.counts.with(item, (chosen.counts[item] ?? 0) + 1);
        visit({ counts, placements: [...chosen.placements, placement] }, after, index + 1);
      }
    };
    visit({ counts: profiles.map(() => 0), placements: [] }, start, 0);
    const all = [...byCounts.values()];
    return all.filter((some) => !all.some((other) => other !== some && holds(other.counts, some.counts)));
  };
  return (at) => {
    const found = known.get(at) ?? fillAll(at);
    known.set(at, found);
    return found;
  };
}

/** True where `some` counts are at most those of `other`, each. */
export function holds(other: readonly number[], some: readonly number[]): boolean {
  return some.every((count, item) => count <= (other[item] ?? 0));
}

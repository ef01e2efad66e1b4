import type { Placement } from '../../solver/model/gpu-model.ts';
import type { Seat } from './chooser.ts';
import type { Fleet } from './fleet.ts';
import { createIndexSet, type IndexSet } from './index-set.ts';
import { compareWays, layoutSpace, type WayIn } from './layout-space.ts';

/** The GPUs of a fleet in buckets of equal layout, and who is where: what a search for moves walks over. */
export interface LayoutBuckets {
  put(request: number, seat: Seat): void;
  remove(seat: Seat): void;
  /** The request whose instance is at a placement that is taken. */
  residentOf(gpu: number, placement: Placement): number;
  /** The lowest GPUs of a layout, at most `most`. */
  gpusWith(layout: number, most: number): readonly number[];
  /** The ways for a profile into layouts that some GPU has, of those that are of use, cheapest first. */
  waysIn(profile: number, isOfUse: (way: WayIn) => boolean): readonly WayIn[];
}

/** Buckets of a fleet on which nothing is used. */
export function createLayoutBuckets(fleet: Fleet): LayoutBuckets {
  const space = layoutSpace(fleet.table);
  const layoutOf = new Int32Array(fleet.gpus);
  const residents = Array.from({ length: fleet.gpus }, () => new Map<number, number>());
  const buckets = new Map<number, IndexSet>();

  const enter = (gpu: number, layout: number): void => {
    const members = buckets.get(layout) ?? createIndexSet(fleet.gpus);
    members.add(gpu);
    buckets.set(layout, members);
    layoutOf[gpu] = layout;
  };
  const leave = (gpu: number): void => {
    const layout = layoutOf[gpu] ?? 0;
    const members = buckets.get(layout);
    members?.delete(gpu);
    if (members?.lowest() === -1) buckets.delete(layout);
  };
  for (let gpu = 0; gpu < fleet.gpus; gpu++) enter(gpu, 0);

  return {
    put(request, { gpu, placement }) {
      leave(gpu);
      enter(gpu, space.after(layoutOf[gpu] ?? 0, placement));
      residents[gpu]?.set(placement.ordinal, request);
    },
    remove({ gpu, placement }) {
      leave(gpu);
      enter(gpu, space.before(layoutOf[gpu] ?? 0, placement));
      residents[gpu]?.delete(placement.ordinal);
    },
    residentOf: (gpu, placement) => residents[gpu]?.get(placement.ordinal) ?? -1,
    gpusWith(layout, most) {
      const found: number[] = [];
      const members = buckets.get(layout);
      for (let gpu = members?.lowest() ?? -1; gpu >= 0 && found.length < most; gpu = members?.lowest(gpu + 1) ?? -1) {
        found.push(gpu);
      }
      return found;
    },
    waysIn(profile, isOfUse) {
      const found: WayIn[] = [];
      for (const layout of buckets.keys()) {
        for (const way of space.waysIn(layout, profile)) if (isOfUse(way)) found.push(way);
      }
      return found.sort(compareWays);
    },
  };
}

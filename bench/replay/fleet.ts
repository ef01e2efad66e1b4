import { EMPTY, type LayoutTable, type Occupancy } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { createIndexSet } from './index-set.ts';

/**
 * The GPUs of one model, in buckets of equal occupancy, so that a decision looks at occupancies and never walks over GPUs.
 * Every GPU also belongs to one of a few classes, which policies that tell GPUs apart may use; bucket `class, occupancy`.
 */
export interface Fleet {
  readonly table: LayoutTable;
  readonly gpus: number;
  readonly classes: number;
  occupancyOf(gpu: number): Occupancy;
  /** Takes the window of a placement that is free on the GPU. */
  put(gpu: number, placement: Placement): void;
  /** Frees the window of a placement that was put there. */
  remove(gpu: number, placement: Placement): void;
  setClass(gpu: number, value: number): void;
  /** How many GPUs are in each bucket: those of class 0 by occupancy, then those of class 1, and so on. */
  readonly counts: Readonly<Int32Array>;
  /** How many GPUs are in a bucket. */
  count(occupancy: Occupancy, ofClass?: number): number;
  /** The lowest GPU of a bucket, given as its index in `counts`, that is not below `from`; -1 where there is none. */
  lowest(bucket: number, from?: number): number;
  /** The n-th GPU of a bucket, counted from 0, in an order of the fleet's own. */
  nth(occupancy: Occupancy, index: number): number;
}

/** A fleet on which nothing is used, every GPU in class 0. */
export function createFleet(table: LayoutTable, gpus: number, classes = 1): Fleet {
  const { occupancies } = table;
  const occupancyOf: Occupancy[] = Array.from({ length: gpus }, () => EMPTY);
  const classOf = new Uint8Array(gpus);
  const buckets = Array.from({ length: occupancies * classes }, () => createIndexSet(gpus));
  const members = buckets.map((): number[] => []);
  const counts = new Int32Array(buckets.length);
  const seats = new Int32Array(gpus);

  const enter = (gpu: number): void => {
    const bucket = (classOf[gpu] ?? 0) * occupancies + (occupancyOf[gpu] ?? 0);
    buckets[bucket]?.add(gpu);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    seats[gpu] = (members[bucket]?.push(gpu) ?? 0) - 1;
  };
  const leave = (gpu: number): void => {
    const bucket = (classOf[gpu] ?? 0) * occupancies + (occupancyOf[gpu] ?? 0);
    buckets[bucket]?.delete(gpu);
    counts[bucket] = (counts[bucket] ?? 0) - 1;
    const last = members[bucket]?.pop();
    const seat = seats[gpu] ?? 0;
    const list = members[bucket];
    if (last === undefined || last === gpu || list === undefined) return;
    list[seat] = last;
    seats[last] = seat;
  };
  for (let gpu = 0; gpu < gpus; gpu++) enter(gpu);

  const at = (gpu: number): Occupancy => occupancyOf[gpu] ?? EMPTY;
  return {
    table,
    gpus,
    classes,
    occupancyOf: at,
    put(gpu, placement) {
      const after = table.after(at(gpu), placement);
      if (after === undefined)
        throw new RangeError(`${placement.profile.name}@${placement.start} is not free on GPU ${gpu}`);
      leave(gpu);
      occupancyOf[gpu] = after;
      enter(gpu);
    },
    remove(gpu, placement) {
      leave(gpu);
      occupancyOf[gpu] = table.before(at(gpu), placement);
      enter(gpu);
    },
    setClass(gpu, value) {
      leave(gpu);
      classOf[gpu] = value;
      enter(gpu);
    },
    counts,
    count: (occupancy, ofClass = 0) => counts[ofClass * occupancies + occupancy] ?? 0,
    lowest: (bucket, from) => buckets[bucket]?.lowest(from) ?? -1,
    nth: (occupancy, index) => members[occupancy]?.[index] ?? -1,
  };
}

import { bitCount } from '../model/bit-count.ts';
import type { GpuModel, Placement, SliceMask } from '../model/gpu-model.ts';

declare const occupancyBrand: unique symbol;

/**
 * What the used instances of one GPU take: their memory slices and the engines that can run out. All GPUs of a model
 * with equal occupancy have the same future, whatever instances made it. An index into the model's {@link LayoutTable}.
 */
export type Occupancy = number & { readonly [occupancyBrand]: true };

/** The occupancy of a GPU on which nothing is used, in every table. */
export const EMPTY = 0 as Occupancy;

/** Everything that can happen to one GPU of a model, as lookups; there is no search on the request path. */
export interface LayoutTable {
  readonly model: GpuModel;
  /** How many occupancies a GPU of this model can have. */
  readonly occupancies: number;
  /** Memory slices under used instances. */
  occupied(occupancy: Occupancy): SliceMask;
  /** How many memory slices are under no used instance. */
  freeSlices(occupancy: Occupancy): number;
  /**
   * How many more instances of the profile with this ordinal could be had at once, idle instances destroyed as needed.
   * Windows of one profile never overlap, so it is the number of free windows, less where engines run out.
   */
  spare(occupancy: Occupancy, profile: number): number;
  /** The occupancy once `placement` is used too; undefined where its window is not free or its engines are taken. */
  after(occupancy: Occupancy, placement: Placement): Occupancy | undefined;
  /** The occupancy once an instance at `placement` is gone, which must be one of those that made this occupancy. */
  before(occupancy: Occupancy, placement: Placement): Occupancy;
}

const tables = new WeakMap<GpuModel, LayoutTable>();

/** The table of a model; built on first use (about a millisecond), then shared. */
export function layoutTable(model: GpuModel): LayoutTable {
  const known = tables.get(model);
  if (known !== undefined) return known;
  const table = buildTable(model);
  tables.set(model, table);
  return table;
}

/** The occupancy once all of `used` are used too, beside what `from` holds; undefined where they cannot exist together. */
export function occupancyOf(
  table: LayoutTable,
  used: Iterable<Placement>,
  from: Occupancy = EMPTY,
): Occupancy | undefined {
  let occupancy: Occupancy | undefined = from;
  for (const placement of used) {
    occupancy = table.after(occupancy, placement);
    if (occupancy === undefined) return undefined;
  }
  return occupancy;
}

/** Every occupancy that a GPU of a table's model can have, the empty one first. */
export function everyOccupancy({ occupancies }: LayoutTable): readonly Occupancy[] {
  return Array.from({ length: occupancies }, (_, index) => index as Occupancy);
}

/** Slices taken, media engine sets taken, optical-flow accelerators taken. */
interface Taken {
  readonly mask: number;
  readonly media: number;
  readonly ofa: number;
}

function buildTable(model: GpuModel): LayoutTable {
  const { placements, profiles } = model;
  const found: Taken[] = [{ mask: 0, media: 0, ofa: 0 }];
  const indexOf = new Map([[keyOf({ mask: 0, media: 0, ofa: 0 }), 0]]);
  const transitions: number[] = [];
  // The array grows while it is walked: a breadth-first search from the empty GPU.
  for (const taken of found) {
    for (const placement of placements) {
      const next = add(model, taken, placement);
      if (next === undefined) {
        transitions.push(-1);
        continue;
      }
      const index = indexOf.get(keyOf(next)) ?? found.push(next) - 1;
      indexOf.set(keyOf(next), index);
      transitions.push(index);
    }
  }

  const masks = Uint16Array.from(found, (taken) => taken.mask);
  const free = Uint8Array.from(found, (taken) => model.memorySlices - bitCount(taken.mask));
  const next = Int16Array.from(transitions);
  // What an instance takes is nobody else's, so only one occupancy leads to another through a placement.
  const last = new Int16Array(next.length);
  next.forEach((index, transition) => {
    const ordinal = transition % placements.length;
    if (index >= 0) last[index * placements.length + ordinal] = (transition - ordinal) / placements.length;
  });
  const spare = Uint8Array.from(
    found.flatMap((taken) => profiles.map((profile) => spareInstances(model, taken, profile.ordinal))),
  );
  return {
    model,
    occupancies: found.length,
    occupied: (occupancy) => (masks[occupancy] ?? 0) as SliceMask,
    freeSlices: (occupancy) => free[occupancy] ?? 0,
    spare: (occupancy, profile) => spare[occupancy * profiles.length + profile] ?? 0,
    after: (occupancy, placement) => {
      const index = next[occupancy * placements.length + placement.ordinal] ?? -1;
      return index < 0 ? undefined : (index as Occupancy);
    },
    before: (occupancy, placement) => (last[occupancy * placements.length + placement.ordinal] ?? 0) as Occupancy,
  };
}

function keyOf({ mask, media, ofa }: Taken): number {
  return mask | (media << 16) | (ofa << 24);
}

function add(model: GpuModel, taken: Taken, { window, profile }: Placement): Taken | undefined {
  const media = taken.media + profile.engines.media;
  const ofa = taken.ofa + profile.engines.ofa;
  if ((taken.mask & window) !== 0 || media > model.engines.media || ofa > model.engines.ofa) return undefined;
  return { mask: taken.mask | window, media, ofa };
}

function spareInstances(model: GpuModel, taken: Taken, profile: number): number {
  let count = 0;
  let state = taken;
  for (const placement of model.placements) {
    if (placement.profile.ordinal !== profile) continue;
    const next = add(model, state, placement);
    if (next === undefined) continue;
    state = next;
    count++;
  }
  return count;
}

import type { LayoutTable, Occupancy } from '../layout/layout-table.ts';
import type { Placement, Profile } from '../model/gpu-model.ts';

/**
 * What a policy thinks of one placement. Keys are compared from left to right and smaller is better; where two are
 * equal the lower GPU, then the lower start is taken. Keys of several instances placed together are added up, so a policy
 * makes them of multiples of a power of two: their sums are exact.
 */
export type PlacementKey = readonly [number, number, number];

/** What a policy may look at beside the GPU itself. */
export interface RatingContext {
  readonly table: LayoutTable;
  /** The profiles of this model that are in demand. */
  readonly demanded: readonly Profile[];
  /** The share of each profile of this model in the demand, by ordinal; together they are 1. */
  readonly shares: readonly number[];
  /** What losing a GPU of this model costs, relative to other models. */
  readonly cost: number;
}

/** A rule that says where an instance goes. The extender and the bench run the same ones. */
export interface Policy {
  readonly name: string;
  /** What it does, as an order and without a full stop: `take the fullest GPU`. For reports and docs/policies.md. */
  readonly summary: string;
  /** True where it looks at the shares of the profiles, which change with each pod, and not only at which are in demand. */
  readonly usesShares?: boolean;
  /**
   * Prepares the rule for one model, once. The function it returns rates putting `placement` on a GPU with this
   * occupancy; it is only asked about placements that are free there.
   */
  prepare(context: RatingContext): (occupancy: Occupancy, placement: Placement) => PlacementKey;
  /**
   * Prepares what orders the starts on one GPU whose keys are equal, the smallest number first, for a rule that picks the
   * GPU before the start. It never decides between GPUs. The lowest start is taken where it is missing or ties.
   */
  orderStarts?(context: RatingContext): (occupancy: Occupancy, placement: Placement) => number;
}

/** The key of placing nothing. */
export const ZERO_KEY: PlacementKey = [0, 0, 0];

/** Negative where `a` is better than `b`, 0 where neither is. */
export function compareKeys(a: PlacementKey, b: PlacementKey): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The key of doing both. */
export function addKeys(a: PlacementKey, b: PlacementKey): PlacementKey {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

/** A key multiplied by a weight, a probability say. */
export function scaleKey(key: PlacementKey, weight: number): PlacementKey {
  return [key[0] * weight, key[1] * weight, key[2] * weight];
}

/** Rounded to a multiple of 2^-40: floating-point sums keep those exact, so equal things are equal in any order of adding. */
export function exact(value: number): number {
  return Math.round(value * 2 ** 40) / 2 ** 40;
}

/** A key without the noise of floating-point sums, so that equal things compare equal whatever the order of adding up. */
export function roundKey(key: PlacementKey): PlacementKey {
  const round = (part: number): number => Math.round(part * 1e9) / 1e9;
  return [round(key[0]), round(key[1]), round(key[2])];
}

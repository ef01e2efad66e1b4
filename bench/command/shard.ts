import type { Unit } from './units.ts';

/** Which of several shards; `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/**
 * The units of one shard, in the order of `units`. The costliest units are dealt out first, each to the shard that has the
 * least to do so far; so every shard takes about as long, and every unit belongs to exactly one.
 */
export function shardUnits(
  units: readonly Unit[],
  { index, of }: Shard,
  costOf: (unit: Unit) => number,
): readonly Unit[] {
  const byCost = units
    .map((unit, position) => ({ position, cost: costOf(unit) }))
    .toSorted((a, b) => b.cost - a.cost || a.position - b.position);
  const loads = Array.from({ length: of }, () => 0);
  const chosen = new Set<number>();
  for (const { position, cost } of byCost) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + cost;
    if (least === index) chosen.add(position);
  }
  return units.filter((_, position) => chosen.has(position));
}

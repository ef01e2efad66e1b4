import { LRUCache } from 'lru-cache';
import { type Occupancy, occupancyOf } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import type { GpuShape } from './gpu-shape.ts';
import type { NodeShape } from './node-shape.ts';

/** The ways in which a certain number of a GPU's open instances, per profile, may be the used ones. */
export interface UseClass {
  /** Used instances per profile name. */
  readonly used: ReadonlyMap<string, number>;
  /** One for every choice of instances: what they take beside the known ones, and the instances left idle. */
  readonly ways: readonly { readonly occupancy: Occupancy; readonly idle: readonly Placement[] }[];
}

/** A class that agrees with what is known of the whole node. */
export interface PossibleUse {
  readonly use: UseClass;
  /** Probability of each single one of its ways. */
  readonly probability: number;
}

const classes = new LRUCache<string, readonly UseClass[]>({ max: 4096 });

/**
 * How the open instances of each GPU of a node may be used, when `hidden` of them are used, per profile name, and nobody
 * knows which. Every set of instances that agrees with the counts is as likely as any other, so a way on one GPU has the
 * hypergeometric probability: the product over profiles of C(open elsewhere, used elsewhere) / C(open, used).
 */
export function possibleUses(
  node: NodeShape,
  hidden: ReadonlyMap<string, number> = node.hidden,
): (gpu: GpuShape) => readonly PossibleUse[] {
  const open = countByProfile(node.gpus.flatMap((gpu) => gpu.open));
  return (gpu) => {
    const here = countByProfile(gpu.open);
    return useClasses(gpu).flatMap((use) => {
      let probability = 1;
      for (const [name, openHere] of here) {
        const [all, used, usedHere] = [open.get(name) ?? 0, hidden.get(name) ?? 0, use.used.get(name) ?? 0];
        probability *= choose(all - openHere, used - usedHere) / choose(all, used);
      }
      return probability > 0 ? [{ use, probability }] : [];
    });
  };
}

/** Every subset of a GPU's open instances, sorted into classes by how many of each profile it has. */
function useClasses(gpu: GpuShape): readonly UseClass[] {
  const known = classes.get(gpu.id);
  if (known !== undefined) return known;
  const byCounts = new Map<string, { used: ReadonlyMap<string, number>; ways: UseClass['ways'][number][] }>();
  for (const chosen of subsets(gpu.open)) {
    const occupancy = occupancyOf(gpu.table, chosen, gpu.occupancy);
    if (occupancy === undefined) continue;
    const used = countByProfile(chosen);
    const key = [...used].join();
    const group = byCounts.get(key) ?? { used, ways: [] };
    group.ways.push({ occupancy, idle: gpu.open.filter((placement) => !chosen.includes(placement)) });
    byCounts.set(key, group);
  }
  const found = [...byCounts.values()];
  classes.set(gpu.id, found);
  return found;
}

function countByProfile(placements: readonly Placement[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { profile } of placements) counts.set(profile.name, (counts.get(profile.name) ?? 0) + 1);
  return counts;
}

function subsets(placements: readonly Placement[]): readonly (readonly Placement[])[] {
  let found: readonly (readonly Placement[])[] = [[]];
  for (const placement of placements) found = found.flatMap((subset) => [subset, [...subset, placement]]);
  return found;
}

/** Binomial coefficient, 0 outside its range. */
function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return product;
}

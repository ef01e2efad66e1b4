import type { Placement } from '../model/gpu-model.ts';
import { excludes } from '../model/placement.ts';
import { type NodeShape, type Request, requestOn } from '../node/node-shape.ts';
import type { GpuInstance } from '../node/occupant.ts';
import { addKeys, compareKeys, type PlacementKey, ZERO_KEY } from '../placement/policy.ts';
import type { Rater } from '../placement/rater.ts';
import { cautiously } from '../placement/verdict.ts';
import { waysIn } from '../preemption/ways-in.ts';

/** What to change on one GPU: idle instances to destroy, then instances to create. */
export interface Recut {
  /** Index into `NodeShape.gpus`. */
  readonly gpu: number;
  readonly delete: readonly Placement[];
  readonly create: readonly Placement[];
}

/** A way to make room on a node by recutting idle instances only. */
export interface Reshape {
  readonly recuts: readonly Recut[];
  readonly choices: readonly GpuInstance[];
  /** How many idle instances are destroyed. */
  readonly deleted: number;
  readonly key: PlacementKey;
}

/**
 * What must be destroyed and created so that the chosen instances exist: open instances that exclude one of them go, and
 * those that are already there are kept.
 */
export function recutsFor(node: NodeShape, choices: readonly GpuInstance[]): readonly Recut[] {
  return node.gpus.flatMap(({ table, open }, gpu) => {
    const wanted = choices.filter((choice) => choice.gpu === gpu).map(({ placement }) => placement);
    const create = wanted.filter((placement) => !open.includes(placement));
    const isInTheWay = (placement: Placement): boolean =>
      !wanted.includes(placement) && create.some((other) => excludes(table.model, placement, other));
    return create.length === 0 ? [] : [{ gpu, delete: open.filter(isInTheWay), create }];
  });
}

/** Steps after which a better way to recut is no longer looked for. */
const BUDGET = 50_000;

/**
 * The cheapest way to make room for a request on a node without disturbing a pod: fewest idle instances destroyed, then
 * the smallest key. Instances that a pod may hold count as used. Undefined where there is no such way.
 */
export function findReshape(node: NodeShape, request: Request, rater: Rater): Reshape | undefined {
  const asked = requestOn(node, request);
  if (asked === undefined) return undefined;
  const certain: NodeShape = { ...node, gpus: cautiously(node), hidden: new Map() };
  const search = { node: certain, mayLeave: [], request: asked, isOfUse: () => true, steps: { left: BUDGET } };
  let best: Reshape | undefined;
  for (const { choices } of waysIn(search)) {
    const recuts = recutsFor(certain, choices);
    const deleted = recuts.reduce((sum, recut) => sum + recut.delete.length, 0);
    const reshape = { recuts, choices, deleted, key: keyOf(certain, choices, rater) };
    if (best === undefined || compareReshapes(reshape, best) < 0) best = reshape;
  }
  return best;
}

/** Negative where `a` is cheaper than `b`. */
export function compareReshapes(a: Reshape, b: Reshape): number {
  return a.deleted - b.deleted || compareKeys(a.key, b.key);
}

function keyOf(node: NodeShape, choices: readonly GpuInstance[], rater: Rater): PlacementKey {
  let key = ZERO_KEY;
  for (const [gpu, shape] of node.gpus.entries()) {
    let occupancy = shape.occupancy;
    for (const choice of choices) {
      if (choice.gpu !== gpu) continue;
      key = addKeys(key, rater.of(shape.table.model).key(occupancy, choice.placement));
      occupancy = shape.table.after(occupancy, choice.placement) ?? occupancy;
    }
  }
  return key;
}

import type { Placement } from '../model/gpu-model.ts';
import { excludes } from '../model/placement.ts';
import type { GpuShape } from '../node/gpu-shape.ts';
import { couldEverHold, instancesNeeded, type NodeShape, type Request, requestOn } from '../node/node-shape.ts';
import type { GpuInstance } from '../node/occupant.ts';
import { compareKeys, type PlacementKey } from '../placement/policy.ts';
import type { Rater } from '../placement/rater.ts';
import { byCount } from '../preemption/eviction-cost.ts';
import type { Leaver } from '../preemption/leavers.ts';
import { searchStages } from '../preemption/staged-search.ts';
import { type Clearable, windowStages } from '../preemption/window-stages.ts';
import { certainly } from './new-places.ts';

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
function recutsFor(node: NodeShape, choices: readonly GpuInstance[]): readonly Recut[] {
  return node.gpus.flatMap(({ table, open }, gpu) => {
    const wanted = choices.filter((choice) => choice.gpu === gpu).map(({ placement }) => placement);
    const create = wanted.filter((placement) => !open.includes(placement));
    const isInTheWay = (placement: Placement): boolean =>
      !wanted.includes(placement) && create.some((other) => excludes(table.model, placement, other));
    return create.length === 0 ? [] : [{ gpu, delete: open.filter(isInTheWay), create }];
  });
}

/** The cheapest way, that there is none, or that the search ended before that was known. */
export type ReshapeSearch =
  | { readonly kind: 'found'; readonly reshape: Reshape }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

/** Enough for any request of up to eight instances on eight GPUs. */
const STEPS = 4_000_000;

/**
 * The cheapest way to make room for a request on a node without disturbing a pod: fewest idle instances destroyed, then
 * the smallest key. Exact. Instances that a pod may hold count as used.
 */
export function findReshape(
  node: NodeShape,
  request: Request,
  rater: Rater,
  steps: { left: number } = { left: STEPS },
): ReshapeSearch {
  const named = requestOn(node, request);
  if (named === undefined || !couldEverHold(node, named)) return { kind: 'none' };
  const asked = instancesNeeded(node, named);
  const certain = certainly(node);
  const leavers: Leaver[] = [];
  const gpus = certain.gpus.map((shape) => {
    const clearable = shape.open.map((placement) => {
      const leaver = leavers.push({ priority: 0, budgets: [] }) - 1;
      return { placement, leavers: [leaver], isUsed: false };
    });
    return { shape, clearable, fixed: shape.occupancy };
  });
  const stages = windowStages({ gpus, request: asked, isInTheWay, rater, steps });
  if (stages === undefined) return { kind: 'unknown' };
  const whole = asked.map(({ count }) => count);
  const question = { whole, mayExceed: false, stages, leavers, disruptionsAllowed: new Map(), steps };
  const found = searchStages(question, byCount);
  if (found.kind !== 'found') return found;
  const { choices, cost } = found;
  const recuts = recutsFor(certain, choices);
  return { kind: 'found', reshape: { recuts, choices, deleted: cost.victims, key: cost.key } };
}

/** An idle instance that is just what is wanted may stay. */
function isInTheWay({ placement }: Clearable, wanted: Placement, { table }: GpuShape): boolean {
  return placement !== wanted && excludes(table.model, placement, wanted);
}

/** Negative where `a` is cheaper than `b`. */
export function compareReshapes(a: Reshape, b: Reshape): number {
  return a.deleted - b.deleted || compareKeys(a.key, b.key);
}

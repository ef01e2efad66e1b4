import { freeHolds, type NodeShape, type Request, withHolders } from '../node/node-shape.ts';
import { type GpuInstance, withInstances } from '../node/occupant.ts';
import { addKeys, type PlacementKey, ZERO_KEY } from '../placement/policy.ts';
import { keyOfAll, type Rater } from '../placement/rater.ts';
import { cautiously } from '../placement/verdict.ts';
import { waysIn } from './ways-in.ts';

/** A place for a request on a node, and the node once it is taken. */
export interface NewPlace {
  /** Undefined where idle instances are taken that are there, whichever the device plugin picks. */
  readonly choices: readonly GpuInstance[] | undefined;
  readonly after: NodeShape;
  readonly key: PlacementKey;
}

/**
 * Every place for a request on one node, no pod disturbed: the instances that are there, and every way to recut idle
 * ones; of ways that are alike on equal GPUs, one. Complete as long as steps are left.
 *
 * @param request In the names of the node's models.
 */
export function newPlaces(
  node: NodeShape,
  request: Request,
  rater: Rater,
  steps: { left: number },
): readonly NewPlace[] {
  const recut = recutPlaces(node, request, rater, steps);
  if (node.mode === 'carve' || request.some(({ profile, count }) => freeHolds(node, profile) < count)) return recut;
  const after = request.reduce((left, { profile, count }) => withHolders(left, profile, count), node);
  return [{ choices: undefined, after, key: ZERO_KEY }, ...recut];
}

function recutPlaces(node: NodeShape, request: Request, rater: Rater, steps: { left: number }): readonly NewPlace[] {
  const shape = certainly(node);
  const alike = new Map<string, NewPlace>();
  for (const { choices } of waysIn({ node: shape, mayLeave: [], request, isOfUse: () => true, steps })) {
    const perGpu = [...Map.groupBy(choices, ({ gpu }) => gpu)].flatMap(([gpu, here]) => {
      const on = shape.gpus[gpu];
      return on === undefined ? [] : [{ on, placements: here.map(({ placement }) => placement) }];
    });
    const id = perGpu
      .map(({ on, placements }) => `${on.id}: ${placements.map(({ ordinal }) => ordinal)}`)
      .sort()
      .join();
    if (alike.has(id)) continue;
    const key = perGpu
      .map(({ on, placements }) => keyOfAll(rater.of(on.table.model), on.occupancy, placements))
      .reduce(addKeys, ZERO_KEY);
    alike.set(id, { choices, key, after: withInstances(node, choices) });
  }
  return [...alike.values()];
}

/** A node of which all that a pod may hold counts as used. */
export function certainly(shape: NodeShape): NodeShape {
  return { ...shape, gpus: cautiously(shape), hidden: new Map() };
}

import { nodePart } from '../../solver/headroom/pool.ts';
import { formatPlacement } from '../../solver/model/placement.ts';
import { freeHolds, NO_GPUS, type NodeShape, withHolders } from '../../solver/node/node-shape.ts';
import { withoutOccupants } from '../../solver/node/occupant.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import { holdingsOf, type NewLayouts, withLayouts } from '../../solver/repartition/drain.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import type { NodePods } from '../../solver/repartition/layout-classes.ts';
import { type LayoutPlan, planLayouts } from '../../solver/repartition/plan-layouts.ts';
import { WORTH_OF_SLICE } from '../../solver/repartition/worth.ts';
import { mayBeMoved } from '../cluster/disruption-budget.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { disruptionsAllowed, occupantsOf } from '../cluster/occupants.ts';
import { withPromised } from '../cluster/promised.ts';
import type { NodeShapes } from './apply-steps.ts';
import { assemble, type Grounds, uuidOf } from './assemble.ts';
import { mayBeRecut } from './may-be-recut.ts';
import { mayArrive } from './move-nodes.ts';
import { neededInstances, worthOfNeeded } from './needed-instances.ts';
import type { NamedPool } from './pools.ts';
import type { GpuChange, PodMove, Recommendation, Trigger } from './recommendation.ts';

/** What a change must be worth to be recommended: half a memory slice for a GPU that is cut anew, and one for each pod on it. */
const COSTS = { perGpu: WORTH_OF_SLICE / 2, perPod: WORTH_OF_SLICE };

/** What a repartition keeps to. */
export interface RepartitionOptions {
  /** Share of the pool's memory slices that stays in use throughout, 0 to 1. */
  readonly capacityShare: number;
  readonly limit: TimeLimit;
}

/**
 * New layouts for the nodes of a pool and an order of draining them in batches, each of whose pods have a place in the rest;
 * undefined where no layouts are worth what getting there costs.
 */
export function recommendRepartition(
  grounds: Grounds,
  pool: NamedPool,
  demand: Demand,
  trigger: Trigger,
  { capacityShare, limit }: RepartitionOptions,
): Recommendation | undefined {
  const { cluster, rater } = grounds;
  const { disruptionBudgets } = cluster;
  const members = pool.members.filter(mayBeRecut);
  const nodes = members.map((node) => withPromised(node, rater));
  const parts = { model: pool.model, nodes: nodes.map((node) => nodePart(node, pool.model)) };
  const podOf = new Map(members.flatMap(({ pods }) => pods).map((pod) => [pod.uid, pod]));
  const plan = planLayouts({
    pool: { model: pool.model, nodes },
    pods: members.map((node) => podsOn(grounds, node)),
    // Used or idle: instances are worth what the whole pool needs.
    worth: worthOfNeeded(parts, neededInstances(parts, demand)),
    costs: COSTS,
    capacityShare,
    limit,
    disruptionsAllowed: disruptionsAllowed(disruptionBudgets),
    mayRunOn(moved, index, gone) {
      const node = members[index];
      return node !== undefined && mayArrive(node, { moved, gone, podOf: (uid) => podOf.get(uid) });
    },
  });
  if (plan.objective <= plan.before || plan.batches.length === 0) return undefined;
  const nameOf = (index: number): string => members[index]?.name ?? '';
  const batches = plan.batches.map((batch) => ({
    nodes: batch.nodes.map(nameOf),
    moves: batch.moves.map(
      ({ occupant, from, to }): PodMove => ({
        pod: podOf.get(occupant.id)?.key ?? occupant.id,
        from: nameOf(from),
        to: nameOf(to),
      }),
    ),
  }));
  const changes = plan.recuts.map((recut): GpuChange => {
    const place = { node: nameOf(recut.node), gpu: members[recut.node]?.migGpus[recut.gpu]?.index ?? recut.gpu };
    return {
      ...place,
      delete: recut.delete.map(formatPlacement),
      create: recut.create.map(formatPlacement),
      ...uuidOf(cluster, place),
    };
  });
  const { status, before, objective, bound } = plan;
  return assemble(grounds, {
    rung: 'repartition',
    trigger,
    pool,
    steps: [],
    batches,
    changes,
    shapes: shapesAfter(members, plan),
    proof: { status, before, objective, bound },
  });
}

function podsOn({ cluster: { disruptionBudgets } }: Grounds, node: ClusterNode): NodePods {
  const movable = occupantsOf(
    node,
    disruptionBudgets,
    ({ pod, hidden }) => hidden.length === 0 && mayBeMoved(pod, disruptionBudgets),
  );
  const held = node.migGpus.flatMap(({ instances }) => instances).filter(({ holder }) => holder.kind !== 'idle').length;
  const mayLeave = movable.reduce((sum, { instances }) => sum + instances.length, 0);
  return { movable, isPinned: node.shape.hidden.size > 0 || node.nominated.length > 0 || held > mayLeave };
}

/**
 * The nodes that change once every batch is done: pods where they went, and what was drained cut anew. What nominated pods
 * were promised is not held yet, as on any node of a cluster.
 */
function shapesAfter(members: readonly ClusterNode[], plan: LayoutPlan): NodeShapes {
  const before = members.map(({ shape }) => shape);
  let shapes: readonly NodeShape[] = before;
  for (const { nodes, moves } of plan.batches) {
    for (const { occupant, from, to } of moves) {
      const [left, joined] = [shapes[from], shapes[to]];
      if (left === undefined || joined === undefined) continue;
      shapes = shapes.with(from, withoutOccupants(left, [occupant]));
      // A pod that came in an earlier batch holds instances of which nobody knows which they are.
      const held = [...holdingsOf(occupant)].reduce(
        (shape, [name, count]) => withHolders(shape, name, Math.max(0, Math.min(count, freeHolds(shape, name)))),
        joined,
      );
      shapes = shapes.with(to, held);
    }
    for (const index of nodes)
      shapes = shapes.with(index, withLayouts(shapes[index] ?? NO_GPUS, layoutsOn(index, plan)));
  }
  return new Map(
    members.flatMap((node, index): readonly [string, NodeShape][] => {
      const shape = shapes[index];
      return shape === undefined || shape === before[index] ? [] : [[node.name, shape]];
    }),
  );
}

function layoutsOn(node: number, { recuts }: LayoutPlan): NewLayouts {
  return new Map(recuts.filter((recut) => recut.node === node).map(({ gpu, create }) => [gpu, create]));
}

import { EMPTY, occupancyOf } from '../../solver/layout/layout-table.ts';
import { couldEverHold, instancesNeeded, type Request, requestOn } from '../../solver/node/node-shape.ts';
import { placeJointly } from '../../solver/placement/joint.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { type Answer, fitsAround, type PinnedGpu } from '../../solver/repartition/fit-around.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type DisruptionBudget, mayBeMoved } from '../cluster/disruption-budget.ts';
import { ineligibility } from '../cluster/eligibility.ts';
import type { Instance } from '../cluster/gpu.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { requestOnNode } from '../cluster/node-request.ts';
import type { Pod } from '../cluster/pod.ts';
import { deadlineOf } from './deadline.ts';

/** What repacking could do for a request, whichever pods would have to move where. */
export interface RepackLimit {
  /** With every pod moved at will. */
  readonly allMovable: Answer;
  /** With the pods that may not move where they are. A `no` is certain; a `yes` is not where `hiddenNodes` is above 0. */
  readonly aroundPinned: Answer;
  /** Whether any pod that takes part may not move. */
  readonly isAnyPinned: boolean;
  /** Nodes that take part and of which it is not known which instances the pods hold. */
  readonly hiddenNodes: number;
}

/** How repacking is judged. */
export interface RepackOptions {
  /** For all that has to be computed together. */
  readonly limit: TimeLimit;
  readonly rater: Rater;
}

/**
 * Tests whether any repacking makes room for a request: on the nodes on which it may run, and on all nodes to which pods
 * there could be moved, directly or by displacing others. The request itself has to fit on a single node, empty or beside
 * what is pinned there.
 *
 * @param request In the names of the nodes' models.
 */
export function repackLimit(
  eligible: readonly ClusterNode[],
  { nodes: all, disruptionBudgets }: Cluster,
  request: Request,
  { limit, rater }: RepackOptions,
): RepackLimit {
  const nodes = reachableNodes(eligible, all);
  const isPinned = pinnedIn(nodes, disruptionBudgets);
  const hiddenNodes = nodes.filter(({ shape }) => shape.hidden.size > 0).length;
  const isAnyPinned = nodes.some(({ migGpus }) => migGpus.some(({ instances }) => instances.some(isPinned)));
  const common = { isAnyPinned, hiddenNodes };
  const empty = (node: ClusterNode): readonly PinnedGpu[] =>
    node.shape.gpus.map(({ table }) => ({ table, occupancy: EMPTY }));
  const pinned = (node: ClusterNode): readonly PinnedGpu[] => pinnedGpus(node, isPinned);

  if (!eligible.some((node) => fitsOn(node, empty(node), request, rater))) {
    return { allMovable: 'no', aroundPinned: 'no', ...common };
  }
  // Half for the first question, what that leaves for the second.
  const deadline = deadlineOf(limit);
  const allMovable = fitsAround(
    nodes.flatMap(empty),
    demandOf(nodes, () => true, request),
    deadline.rest(1 / 2),
  );
  if (allMovable === 'no') return { allMovable, aroundPinned: 'no', ...common };
  if (!eligible.some((node) => fitsOn(node, pinned(node), request, rater))) {
    return { allMovable, aroundPinned: 'no', ...common };
  }
  const movable = demandOf(nodes, (instance) => !isPinned(instance), request);
  return { allMovable, aroundPinned: fitsAround(nodes.flatMap(pinned), movable, deadline.rest()), ...common };
}

/** False where it is certain that a node's GPUs do not hold a request beside what is taken on them. */
function fitsOn({ shape }: ClusterNode, taken: readonly PinnedGpu[], request: Request, rater: Rater): boolean {
  const asked = requestOn(shape, request);
  if (asked === undefined || !couldEverHold(shape, asked)) return false;
  const gpus = shape.gpus.map((gpu, index) => {
    const occupancy = taken[index]?.occupancy ?? EMPTY;
    return { ...gpu, occupancy, open: [], id: `${gpu.table.model.name} ${occupancy}` };
  });
  return placeJointly(gpus, instancesNeeded(shape, asked), rater).kind !== 'impossible';
}

/** The nodes given, and those on which pods of nodes reached so far may run, until there are no more. */
function reachableNodes(from: readonly ClusterNode[], all: readonly ClusterNode[]): readonly ClusterNode[] {
  const reached = new Set(from);
  const seen = new Set<string>();
  const queue = [...from];
  for (const node of queue) {
    for (const { pod } of node.holdings) {
      const id = JSON.stringify([pod.constraints, pod.gpus]);
      if (seen.has(id)) continue;
      seen.add(id);
      for (const other of all) {
        if (reached.has(other) || !mayRunOn(pod, other)) continue;
        reached.add(other);
        queue.push(other);
      }
    }
  }
  return [...reached];
}

/** Whether a node accepts a pod and could have what it asks for, by the names that the pod uses. */
function mayRunOn(pod: Pod, node: ClusterNode): boolean {
  return ineligibility(pod.constraints, node) === undefined && requestOnNode(node, pod).kind === 'known';
}

function pinnedGpus({ shape, migGpus }: ClusterNode, isPinned: (instance: Instance) => boolean): readonly PinnedGpu[] {
  return shape.gpus.map(({ table }, index) => {
    const pinned = (migGpus[index]?.instances ?? []).filter(isPinned).map(({ placement }) => placement);
    return { table, occupancy: occupancyOf(table, pinned) ?? EMPTY };
  });
}

/** Tells the instances that are held by a pod that may not move, or by nobody knows whom. */
function pinnedIn(
  nodes: readonly ClusterNode[],
  budgets: readonly DisruptionBudget[],
): (instance: Instance) => boolean {
  const pods = nodes.flatMap(({ holdings }) => holdings).map(({ pod }) => pod);
  const movable = new Set(pods.filter((pod) => mayBeMoved(pod, budgets)).map(({ key }) => key));
  return ({ holder }) => holder.kind !== 'idle' && !movable.has(holder.pod);
}

/** Instances that must find a place, by profile name: the request, those in use that `counts`, and all hidden use. */
function demandOf(
  nodes: readonly ClusterNode[],
  counts: (instance: Instance) => boolean,
  request: Request,
): ReadonlyMap<string, number> {
  const demand = new Map<string, number>();
  const add = (profile: string, count: number): void => {
    demand.set(profile, (demand.get(profile) ?? 0) + count);
  };
  for (const { profile, count } of request) add(profile, count);
  for (const node of nodes) {
    for (const [profile, count] of node.shape.hidden) add(profile, count);
    for (const instance of node.migGpus.flatMap(({ instances }) => instances)) {
      if (instance.holder.kind !== 'idle' && counts(instance)) add(instance.placement.profile.name, 1);
    }
  }
  return demand;
}

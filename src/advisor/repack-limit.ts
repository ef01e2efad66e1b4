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
import type { PodConstraints } from '../cluster/pod.ts';
import type { Steps } from '../sliced.ts';

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

/**
 * Tests whether any repacking makes room for a request: on the nodes on which it may run, and on all nodes to which pods
 * there could be moved, directly or by displacing others. The request itself has to fit on a single node, empty or beside
 * what is pinned there. Pauses at every node; the integer program is one step.
 *
 * @param request In the names of the nodes' models.
 */
export function* repackLimitSteps(
  eligible: readonly ClusterNode[],
  { nodes: all, disruptionBudgets }: Cluster,
  request: Request,
  { limit, rater }: { readonly limit: TimeLimit; readonly rater: Rater },
): Steps<RepackLimit> {
  const nodes = yield* reachableNodes(eligible, all);
  const isPinned = yield* pinnedIn(nodes, disruptionBudgets);
  const empty = (node: ClusterNode): readonly PinnedGpu[] =>
    node.shape.gpus.map(({ table }) => ({ table, occupancy: EMPTY }));
  const pinned = (node: ClusterNode): readonly PinnedGpu[] => pinnedGpus(node, isPinned);
  const everything = createDemand(request);
  const movable = createDemand(request);
  const gpus: { readonly empty: PinnedGpu[]; readonly pinned: PinnedGpu[] } = { empty: [], pinned: [] };
  const common = { isAnyPinned: false, hiddenNodes: 0 };
  for (const node of nodes) {
    yield;
    gpus.empty.push(...empty(node));
    gpus.pinned.push(...pinned(node));
    everything.add(node, () => true);
    movable.add(node, (instance) => !isPinned(instance));
    common.isAnyPinned ||= node.migGpus.some(({ instances }) => instances.some(isPinned));
    if (node.shape.hidden.size > 0) common.hiddenNodes++;
  }

  if (!(yield* someFits(eligible, empty, request, rater))) {
    return { allMovable: 'no', aroundPinned: 'no', ...common };
  }
  const allMovable = fitsAround(gpus.empty, everything.counts, limit);
  yield;
  if (allMovable === 'no') return { allMovable, aroundPinned: 'no', ...common };
  if (!(yield* someFits(eligible, pinned, request, rater))) {
    return { allMovable, aroundPinned: 'no', ...common };
  }
  return { allMovable, aroundPinned: fitsAround(gpus.pinned, movable.counts, limit), ...common };
}

/** False where it is certain that none of the nodes holds a request beside what is taken on its GPUs. */
function* someFits(
  nodes: readonly ClusterNode[],
  taken: (node: ClusterNode) => readonly PinnedGpu[],
  request: Request,
  rater: Rater,
): Steps<boolean> {
  for (const node of nodes) {
    yield;
    if (fitsOn(node, taken(node), request, rater)) return true;
  }
  return false;
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
function* reachableNodes(from: readonly ClusterNode[], all: readonly ClusterNode[]): Steps<readonly ClusterNode[]> {
  const reached = new Set(from);
  const seen = new Set<string>();
  const queue = [...from];
  for (const node of queue) {
    yield;
    for (const { pod } of node.holdings) {
      const id = JSON.stringify(pod.constraints);
      if (seen.has(id)) continue;
      seen.add(id);
      yield;
      for (const other of all) {
        if (reached.has(other) || !mayRunOn(pod.constraints, other)) continue;
        reached.add(other);
        queue.push(other);
      }
    }
  }
  return [...reached];
}

function mayRunOn(constraints: PodConstraints, node: ClusterNode): boolean {
  return ineligibility(constraints, node) === undefined;
}

function pinnedGpus({ shape, migGpus }: ClusterNode, isPinned: (instance: Instance) => boolean): readonly PinnedGpu[] {
  return shape.gpus.map(({ table }, index) => {
    const pinned = (migGpus[index]?.instances ?? []).filter(isPinned).map(({ placement }) => placement);
    return { table, occupancy: occupancyOf(table, pinned) ?? EMPTY };
  });
}

/** Tells the instances that are held by a pod that may not move, or by nobody knows whom. */
function* pinnedIn(
  nodes: readonly ClusterNode[],
  budgets: readonly DisruptionBudget[],
): Steps<(instance: Instance) => boolean> {
  const movable = new Set<string>();
  for (const { holdings } of nodes) {
    yield;
    for (const { pod } of holdings) if (mayBeMoved(pod, budgets)) movable.add(pod.key);
  }
  return ({ holder }) => holder.kind !== 'idle' && !movable.has(holder.pod);
}

/** Counts the instances that must find a place, by profile name: the request, and of each node what is in use or hidden. */
function createDemand(request: Request) {
  const counts = new Map<string, number>();
  const count = (profile: string, instances: number): void => {
    counts.set(profile, (counts.get(profile) ?? 0) + instances);
  };
  for (const { profile, count: instances } of request) count(profile, instances);
  return {
    counts,
    add({ shape, migGpus }: ClusterNode, isCounted: (instance: Instance) => boolean): void {
      for (const [profile, instances] of shape.hidden) count(profile, instances);
      for (const instance of migGpus.flatMap(({ instances }) => instances)) {
        if (instance.holder.kind !== 'idle' && isCounted(instance)) count(instance.placement.profile.name, 1);
      }
    },
  };
}

import type { Request } from '../../solver/node/node-shape.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import { findMoves } from '../../solver/repartition/moves.ts';
import { slicesOf } from '../../solver/repartition/rehouse.ts';
import { waysIn } from '../../solver/repartition/ways-in.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { requestOnNode } from '../cluster/node-request.ts';
import { disruptionsAllowed } from '../cluster/occupants.ts';
import type { Pod } from '../cluster/pod.ts';
import { counted } from '../counted.ts';
import { type Cause, causeText } from './cause.ts';
import { deadlineOf } from './deadline.ts';
import { mayArrive, moveNodesOf } from './move-nodes.ts';
import { isSettled, type NodeFinding } from './node-finding.ts';
import { type RepackLimit, repackLimit } from './repack-limit.ts';
import { type Way, type WayOut, wayByMoves } from './way-out.ts';

/** What the search for pods to move may use. */
export interface DisplacementOptions {
  readonly rater: Rater;
  /** For all integer programs about one pod together. */
  readonly limit: TimeLimit;
  /** Most pods to restart. */
  readonly mostMoves: number;
}

/** What moving pods could do for a pod that has no room on any node as things are. */
export interface Displacement {
  readonly way: WayOut | null;
  /** The cause on a node without room for it. */
  readonly causeOn: (node: ClusterNode) => { readonly cause: Cause; readonly message: string };
}

/**
 * Decides among `moves`, `pinned` and `full`. First the exact tests of whether any repacking helps at all; only if it
 * might, the search for the fewest pods to move.
 *
 * @param allowed Findings on the nodes where the pod may run. Undefined where one of them has room, or there is none.
 */
export function explainDisplacement(
  cluster: Cluster,
  pod: Pod,
  allowed: readonly NodeFinding[],
  options: DisplacementOptions,
): Displacement | undefined {
  if (allowed.length === 0 || allowed.some(({ room }) => room.kind === 'now' || room.kind === 'reshape')) {
    return undefined;
  }
  // What `nvidia.com/gpu` asks for depends on the node, so nodes are taken together only where it is the same.
  const alike = Map.groupBy(allowed, ({ node }) => JSON.stringify(requestOnNode(node, pod)));
  const deadline = deadlineOf(options.limit);
  const parts = [...alike.values()].map((findings) => {
    const nodes = findings.map(({ node }) => node);
    const within = { ...options, limit: deadline.rest() };
    return { nodes: new Set(nodes), displacement: displaceOn(cluster, pod, nodes, within) };
  });
  const [cheapest] = parts.flatMap(({ displacement: { found } }) => found ?? []).toSorted(compareFound);
  const isCheapest = allowed.every(isSettled) && parts.every(({ displacement }) => displacement.isCertain);
  return {
    way: cheapest === undefined ? null : { ...cheapest.way, isCheapest },
    causeOn: (node) =>
      parts.find(({ nodes }) => nodes.has(node))?.displacement.causeOn(node) ?? always('full').causeOn(node),
  };
}

/** A way that was found, and what it costs. */
interface FoundWay {
  readonly way: Way;
  readonly pods: number;
  /** Memory slices that those pods hold. */
  readonly slices: number;
}

/** As the search itself orders ways: fewest pods, then fewest slices. Of ways that cost the same, that of the fewest steps. */
function compareFound(a: FoundWay, b: FoundWay): number {
  return a.pods - b.pods || a.slices - b.slices || a.way.steps.length - b.way.steps.length;
}

/** What moving pods could do on nodes where the pod asks for the same. */
interface PartialDisplacement extends Pick<Displacement, 'causeOn'> {
  readonly found: FoundWay | null;
  /** Whether there is certainly no cheaper way than that, or none at all. */
  readonly isCertain: boolean;
}

function displaceOn(
  cluster: Cluster,
  pod: Pod,
  nodes: readonly ClusterNode[],
  options: DisplacementOptions,
): PartialDisplacement {
  const [first] = nodes;
  const asked = first === undefined ? undefined : requestOnNode(first, pod);
  if (asked?.kind !== 'known') return always('unknown');
  if (asked.request.length === 0) return always('full');
  const limit = repackLimit(nodes, cluster, asked.request, options);
  if (limit.allMovable === 'no') return always('full');
  if (limit.aroundPinned === 'no') return always('pinned');
  return searchMoves(cluster, pod, asked.request, nodes, limit, options);
}

function always(cause: Cause, message = causeText[cause]): PartialDisplacement {
  return { found: null, isCertain: cause !== 'unknown', causeOn: () => ({ cause, message }) };
}

function searchMoves(
  cluster: Cluster,
  pod: Pod,
  request: Request,
  allowed: readonly ClusterNode[],
  { allMovable, hiddenNodes, isAnyPinned }: RepackLimit,
  { rater, mostMoves }: DisplacementOptions,
): PartialDisplacement {
  const { nodes, disruptionBudgets } = cluster;
  const budgets = disruptionsAllowed(disruptionBudgets);
  const moveNodes = moveNodesOf(
    nodes,
    disruptionBudgets,
    rater,
    ({ key, priority }) => key !== pod.key && priority >= pod.priority,
  );
  const podOf = new Map([...cluster.pods.values()].map((pod) => [pod.uid, pod]));
  const found = findMoves({
    nodes: moveNodes,
    request,
    targets: allowed.map(({ name }) => cluster.ordinals.get(name) ?? -1),
    mayRunOn: (moved, index, gone, target) => {
      const node = nodes[index];
      const asking = index === target ? pod : undefined;
      return node !== undefined && mayArrive(node, { moved, asking, gone, podOf: (uid) => podOf.get(uid) });
    },
    disruptionsAllowed: budgets,
    rater,
    mostMoves,
  });
  const canBeOpened = (node: ClusterNode): boolean => {
    const { shape, movable } = moveNodes[cluster.ordinals.get(node.name) ?? -1] ?? { shape: node.shape, movable: [] };
    const search = { node: shape, mayLeave: movable, request, isOfUse: () => true, steps: { left: 10_000 } };
    return !waysIn(search).next().done;
  };
  const movables = moveNodes.reduce((sum, { movable }) => sum + movable.length, 0);
  // Everyone who may move was tried everywhere: they have no place to go to.
  if (found.kind === 'none' && movables <= mostMoves && hiddenNodes === 0) {
    if (isAnyPinned) return always('pinned');
    return allMovable === 'yes' ? always('pinned', NOWHERE_TO_GO) : always('full');
  }
  if (found.kind !== 'found') {
    const why =
      found.kind === 'none'
        ? `no way with at most ${counted(mostMoves, 'move')} was found`
        : 'the search ran out of budget';
    const hidden =
      hiddenNodes === 0 ? '' : `; which instances pods hold is not known on ${counted(hiddenNodes, 'node')}`;
    const message = `repacking could make room, but ${why}${hidden}`;
    return {
      found: null,
      isCertain: found.kind === 'none',
      causeOn: (node) => (canBeOpened(node) ? { cause: 'unknown', message } : pinnedHere),
    };
  }
  const way = wayByMoves(found.plan, nodes, (uid) => podOf.get(uid)?.key ?? uid);
  const moved = found.plan.moves.map(({ occupant }) => occupant);
  return {
    found: { way, pods: moved.length, slices: slicesOf(moved) },
    isCertain: found.isCheapest,
    causeOn: (node) => {
      if (node.name === way.node) return { cause: 'moves', message: way.text };
      return canBeOpened(node)
        ? { cause: 'moves', message: `pods would have to move; cheapest on ${way.node}` }
        : pinnedHere;
    },
  };
}

const NOWHERE_TO_GO = 'repacking would make room, but the pods in the way may not run where they would have to go';

const pinnedHere = { cause: 'pinned', message: 'pods that may not move stand in every window' } as const;

import type { Request } from '../../solver/node/node-shape.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { waysIn } from '../../solver/preemption/ways-in.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import { findMoves, type MoveNode } from '../../solver/repartition/moves.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { mayBeMoved } from '../cluster/disruption-budget.ts';
import { ineligibility } from '../cluster/eligibility.ts';
import { shortage } from '../cluster/free-resources.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { requestOnNode } from '../cluster/node-request.ts';
import { disruptionsAllowed, occupantsOf } from '../cluster/occupants.ts';
import type { Pod } from '../cluster/pod.ts';
import { type Cause, causeText } from './cause.ts';
import type { NodeFinding } from './node-finding.ts';
import { repackLimit } from './repack-limit.ts';
import { type WayOut, wayByMoves } from './way-out.ts';

/** What the search for pods to move may use. */
export interface DisplacementOptions {
  readonly rater: Rater;
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
  const [first] = allowed;
  if (first === undefined || allowed.some(({ room }) => room.kind === 'now' || room.kind === 'reshape'))
    return undefined;
  const asked = requestOnNode(first.node, pod);
  if (asked.kind === 'unknown') return always('unknown');
  const nodes = allowed.map(({ node }) => node);
  const { allMovable, aroundPinned, hiddenNodes } = repackLimit(nodes, cluster, asked.request, options.limit);
  if (allMovable === 'no') return always('full');
  if (aroundPinned === 'no') return always('pinned');
  return searchMoves(cluster, asked.request, nodes, hiddenNodes, options);
}

function always(cause: Cause, message = causeText[cause]): Displacement {
  return { way: null, causeOn: () => ({ cause, message }) };
}

function searchMoves(
  cluster: Cluster,
  request: Request,
  allowed: readonly ClusterNode[],
  hiddenNodes: number,
  { rater, mostMoves }: DisplacementOptions,
): Displacement {
  const { nodes, disruptionBudgets } = cluster;
  const budgets = disruptionsAllowed(disruptionBudgets);
  const moveNodes: readonly MoveNode[] = nodes.map((node) => ({
    shape: node.shape,
    movable: occupantsOf(
      node,
      disruptionBudgets,
      ({ pod, hidden }) => hidden.length === 0 && mayBeMoved(pod, disruptionBudgets),
    ),
  }));
  const podOf = new Map([...cluster.pods.values()].map((pod) => [pod.uid, pod]));
  const found = findMoves({
    nodes: moveNodes,
    request,
    targets: allowed.map(({ name }) => cluster.ordinals.get(name) ?? -1),
    mayRunOn: ({ id }, index) => mayMoveTo(podOf.get(id), nodes[index]),
    disruptionsAllowed: budgets,
    rater,
    mostMoves,
  });
  const canBeOpened = (node: ClusterNode): boolean => {
    const { movable } = moveNodes[cluster.ordinals.get(node.name) ?? -1] ?? { movable: [] };
    const steps = { left: 10_000 };
    const search = { node: node.shape, mayLeave: movable, request, isOfUse: () => true, steps };
    return !waysIn(search).next().done;
  };
  const movables = moveNodes.reduce((sum, { movable }) => sum + movable.length, 0);
  // Everyone who may move was tried everywhere: they have no place to go to.
  if (found.kind === 'none' && movables <= mostMoves && hiddenNodes === 0) return always('pinned');
  if (found.kind !== 'found') {
    const why =
      found.kind === 'none' ? `no way with at most ${mostMoves} moves was found` : 'the search ran out of budget';
    const hidden = hiddenNodes === 0 ? '' : `; which instances pods hold is not known on ${hiddenNodes} nodes`;
    const message = `repacking could make room, but ${why}${hidden}`;
    return { way: null, causeOn: (node) => (canBeOpened(node) ? { cause: 'unknown', message } : pinnedHere) };
  }
  const way = wayByMoves(found.plan, nodes, (uid) => podOf.get(uid)?.key ?? uid);
  return {
    way,
    causeOn: (node) => {
      if (node.name === way.node) return { cause: 'moves', message: way.text };
      return canBeOpened(node)
        ? { cause: 'moves', message: `pods would have to move; cheapest on ${way.node}` }
        : pinnedHere;
    },
  };
}

const pinnedHere = { cause: 'pinned', message: 'pods that may not move stand in every window' } as const;

function mayMoveTo(pod: Pod | undefined, node: ClusterNode | undefined): boolean {
  if (pod === undefined || node === undefined) return false;
  return ineligibility(pod.constraints, node) === undefined && shortage(node, pod) === undefined;
}

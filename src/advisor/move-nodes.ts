import { type NodeShape, requestOn } from '../../solver/node/node-shape.ts';
import type { Occupant } from '../../solver/node/occupant.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { holdingsOf } from '../../solver/repartition/drain.ts';
import type { MoveNode } from '../../solver/repartition/moves.ts';
import { type DisruptionBudget, mayBeMoved } from '../cluster/disruption-budget.ts';
import { ineligibility } from '../cluster/eligibility.ts';
import { shortage } from '../cluster/free-resources.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { requestOnNode } from '../cluster/node-request.ts';
import { occupantsOf } from '../cluster/occupants.ts';
import type { Pod } from '../cluster/pod.ts';
import { withPromised } from '../cluster/promised.ts';

/**
 * Nodes as a search for moves sees them: what nominated pods were promised is held, and those may move whose instances are
 * known and who may be restarted elsewhere.
 *
 * @param counts Which of the nominated pods count; all of them by default.
 */
export function moveNodesOf(
  nodes: readonly ClusterNode[],
  budgets: readonly DisruptionBudget[],
  rater: Rater,
  counts?: (nominated: Pod) => boolean,
): readonly MoveNode[] {
  return nodes.map((node): { readonly shape: NodeShape; readonly movable: readonly Occupant[] } => ({
    shape: withPromised(node, rater, counts),
    movable: occupantsOf(node, budgets, ({ pod, hidden }) => hidden.length === 0 && mayBeMoved(pod, budgets)),
  }));
}

/** Who is to run on a node together. */
export interface Arrivals {
  /** Pods that hold instances elsewhere, as the search knows them. */
  readonly moved: readonly Occupant[];
  /** A pod that holds nothing yet. */
  readonly asking?: Pod | undefined;
  /** Pods of the node that have left it by then. */
  readonly gone: readonly Occupant[];
  readonly podOf: (uid: string) => Pod | undefined;
}

/**
 * Whether a node takes pods together, as far as that is not a matter of which instances are idle: constraints, everything
 * else that they ask for, and whether what each asks for means the instances there that it holds now.
 */
export function mayArrive(node: ClusterNode, { moved, asking, gone, podOf }: Arrivals): boolean {
  const pods = moved.flatMap(({ id }) => podOf(id) ?? []);
  const all = asking === undefined ? pods : [...pods, asking];
  const without = new Set(gone.map(({ id }) => id));
  return (
    pods.length === moved.length &&
    all.every(
      (pod, index) =>
        ineligibility(pod.constraints, node) === undefined &&
        shortage(node, pod, without, all.slice(0, index)) === undefined,
    ) &&
    pods.every((pod, index) => asksForSame(node, pod, moved[index]))
  );
}

/**
 * Searches go by what a pod holds, but the kubelet by the names of what it asks for: `nvidia.com/gpu`, say, is a MIG device on
 * one node and a whole GPU on another.
 */
function asksForSame(node: ClusterNode, pod: Pod, occupant: Occupant | undefined): boolean {
  const asked = requestOnNode(node, pod);
  if (asked.kind === 'unknown' || occupant === undefined) return false;
  const holdings = [...holdingsOf(occupant)].map(([profile, count]) => ({ profile, count }));
  const held = requestOn(node.shape, holdings) ?? [];
  return (
    held.length === asked.request.length &&
    held.every(({ profile, count }, index) => {
      const item = asked.request[index];
      return item?.profile === profile && item.count === count;
    })
  );
}

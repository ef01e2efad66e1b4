import type { NodeShape } from '../../solver/node/node-shape.ts';
import type { Occupant } from '../../solver/node/occupant.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import type { MoveNode } from '../../solver/repartition/moves.ts';
import { type DisruptionBudget, mayBeMoved } from '../cluster/disruption-budget.ts';
import { ineligibility } from '../cluster/eligibility.ts';
import { shortage } from '../cluster/free-resources.ts';
import type { ClusterNode } from '../cluster/node.ts';
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

/** Whether constraints and everything but GPU instances allow pods on a node together, once others have left it. */
export function haveRoom(node: ClusterNode, pods: readonly Pod[], gone: readonly Occupant[]): boolean {
  const without = new Set(gone.map(({ id }) => id));
  return pods.every(
    (pod, index) =>
      ineligibility(pod.constraints, node) === undefined &&
      shortage(node, pod, without, pods.slice(0, index)) === undefined,
  );
}

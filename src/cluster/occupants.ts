import type { Occupant } from '../../solver/node/occupant.ts';
import { budgetsOf, type DisruptionBudget } from './disruption-budget.ts';
import type { ClusterNode } from './node.ts';
import type { Holding } from './occupation.ts';

/** The pods of a node that hold GPU instances, as the solver sees them: by UID, with the budgets that protect them. */
export function occupantsOf(
  { holdings }: ClusterNode,
  budgets: readonly DisruptionBudget[],
  counts: (holding: Holding) => boolean,
): readonly Occupant[] {
  return holdings.filter(counts).map(({ pod, instances, hidden }) => ({
    id: pod.uid,
    priority: pod.priority,
    instances,
    hidden,
    budgets: budgetsOf(pod, budgets),
  }));
}

/** Disruptions that each budget still allows, by key. */
export function disruptionsAllowed(budgets: readonly DisruptionBudget[]): ReadonlyMap<string, number> {
  return new Map(budgets.map(({ key, disruptionsAllowed: allowed }) => [key, allowed]));
}

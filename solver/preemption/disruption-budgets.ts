import type { Occupant } from '../node/occupant.ts';
import { compareText } from '../text-order.ts';

/**
 * How many of the victims would be evicted against a disruption budget, counted as kube-scheduler does: the pods of higher
 * priority use up the allowed disruptions first, and a pod counts once however many of its budgets are exhausted. Among
 * pods of one priority those with the fewest budgets come first, so that the count does not depend on the order given.
 * More victims never make fewer violations.
 *
 * @param allowed Disruptions that each budget still allows; a budget that is not in it allows none.
 */
export function countViolations(
  victims: readonly Pick<Occupant, 'priority' | 'budgets'>[],
  allowed: ReadonlyMap<string, number>,
): number {
  const left = new Map(allowed);
  let violations = 0;
  for (const { budgets } of victims.toSorted(inTurn)) {
    let isViolation = false;
    for (const budget of budgets) {
      const rest = (left.get(budget) ?? 0) - 1;
      left.set(budget, rest);
      if (rest < 0) isViolation = true;
    }
    if (isViolation) violations++;
  }
  return violations;
}

function inTurn(a: Pick<Occupant, 'priority' | 'budgets'>, b: Pick<Occupant, 'priority' | 'budgets'>): number {
  return (
    b.priority - a.priority ||
    a.budgets.length - b.budgets.length ||
    compareText(a.budgets.toSorted().join(), b.budgets.toSorted().join())
  );
}

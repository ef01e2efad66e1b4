import { matchesExpressions } from './eligibility.ts';
import type { DisruptionBudgetObject } from './objects.ts';
import { type Pod, podName } from './pod.ts';

/** A PodDisruptionBudget: how many of the pods it covers may be evicted now. */
export interface DisruptionBudget {
  /** `namespace/name`. */
  readonly key: string;
  readonly disruptionsAllowed: number;
  /** Names of pods whose eviction is already counted. */
  readonly disrupted: ReadonlySet<string>;
  readonly covers: (pod: Pod) => boolean;
}

/** Reads a budget. An empty selector covers every pod of the namespace, an absent one none, as policy/v1 defines it. */
export function readDisruptionBudget({ metadata, spec, status }: DisruptionBudgetObject): DisruptionBudget {
  const namespace = metadata.namespace ?? 'default';
  const selector = spec?.selector;
  const labels = Object.entries(selector?.matchLabels ?? {});
  return {
    key: `${namespace}/${metadata.name}`,
    disruptionsAllowed: status?.disruptionsAllowed ?? 0,
    disrupted: new Set(Object.keys(status?.disruptedPods ?? {})),
    covers: (pod) =>
      selector !== undefined &&
      selector !== null &&
      pod.namespace === namespace &&
      labels.every(([key, value]) => pod.labels[key] === value) &&
      matchesExpressions(selector.matchExpressions ?? [], pod.labels),
  };
}

/** The budgets that an eviction of this pod would use up, by key; one that already counts it is left out. */
export function budgetsOf(pod: Pod, budgets: readonly DisruptionBudget[]): readonly string[] {
  const name = podName(pod);
  return budgets.filter(({ covers, disrupted }) => covers(pod) && !disrupted.has(name)).map(({ key }) => key);
}

/** True where a pod may be restarted elsewhere now: it is movable and stays, and no budget that covers it is used up. */
export function mayBeMoved(pod: Pod, budgets: readonly DisruptionBudget[]): boolean {
  if (!pod.isMovable || pod.isTerminating) return false;
  return budgets.every(({ covers, disruptionsAllowed }) => disruptionsAllowed > 0 || !covers(pod));
}

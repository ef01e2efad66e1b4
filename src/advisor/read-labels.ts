import type { DisruptionBudgetObject } from '../cluster/objects.ts';
import type { Pod } from '../cluster/pod.ts';

/** The labels that anything reads, by name. A node of a cloud has dozens of others. */
export interface ReadLabels {
  readonly ofNodes: ReadonlySet<string>;
  readonly ofPods: ReadonlySet<string>;
}

/** Learns which labels are read from those who read them. */
export interface LabelReaders {
  readonly labels: ReadLabels;
  /** Takes in what a pod reads of nodes. Returns whether any of it is new. */
  learnPod(pod: Pod): boolean;
  /** Takes in what a budget reads of pods. Returns whether any of it is new. */
  learnBudget(budget: DisruptionBudgetObject): boolean;
}

/** Makes one that knows only the labels of nodes that slicewise itself reads. */
export function createLabelReaders(own: readonly string[]): LabelReaders {
  const ofNodes = new Set(own);
  const ofPods = new Set<string>();
  /** Pods of one template have the same constraints. */
  const seen = new WeakSet<Pod['constraints']>();

  const learn = (known: Set<string>, more: Iterable<string>): boolean => {
    const before = known.size;
    for (const label of more) known.add(label);
    return known.size > before;
  };

  return {
    labels: { ofNodes, ofPods },
    learnPod({ constraints }) {
      if (seen.has(constraints)) return false;
      seen.add(constraints);
      const expressions = (constraints.affinity ?? []).flatMap(({ matchExpressions }) => matchExpressions ?? []);
      return learn(ofNodes, [...Object.keys(constraints.nodeSelector), ...expressions.map(({ key }) => key)]);
    },
    learnBudget({ spec }) {
      const { matchLabels = {}, matchExpressions } = spec?.selector ?? {};
      return learn(ofPods, [...Object.keys(matchLabels), ...(matchExpressions ?? []).map(({ key }) => key)]);
    },
  };
}

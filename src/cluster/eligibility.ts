import { type Dictionary, dictionary } from './dictionary.ts';
import type { NodeSelectorTerm, SelectorExpression } from './objects.ts';
import type { PodConstraints, Toleration } from './pod.ts';

/** A node's own say in who runs on it. */
export interface NodeConstraints {
  readonly name: string;
  readonly labels: Dictionary;
  readonly taints: readonly Taint[];
  /** Cordoned: `spec.unschedulable`. */
  readonly isCordoned: boolean;
}

/** A taint of a node; `value` is empty where it has none. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** Why a pod may not run on a node: the first thing that forbids it. */
export type Ineligibility =
  | { readonly kind: 'cordon' }
  | { readonly kind: 'taint'; readonly taint: Taint }
  | { readonly kind: 'selector'; readonly label: string; readonly value: string }
  | { readonly kind: 'affinity' };

/**
 * What keeps a pod off a node, by the rules of kube-scheduler's filters TaintToleration, NodeUnschedulable and
 * NodeAffinity; undefined where nothing does.
 */
export function ineligibility(pod: PodConstraints, node: NodeConstraints): Ineligibility | undefined {
  if (node.isCordoned && !pod.tolerations.some((toleration) => tolerates(toleration, UNSCHEDULABLE))) {
    return { kind: 'cordon' };
  }
  const taint = node.taints.find(
    (each) => each.effect !== 'PreferNoSchedule' && !pod.tolerations.some((toleration) => tolerates(toleration, each)),
  );
  if (taint !== undefined) return { kind: 'taint', taint };
  const selector = Object.entries(pod.nodeSelector).find(([label, value]) => node.labels[label] !== value);
  if (selector !== undefined) return { kind: 'selector', label: selector[0], value: selector[1] };
  if (pod.affinity !== undefined && !pod.affinity.some((term) => matchesTerm(term, node))) return { kind: 'affinity' };
  return undefined;
}

/** True where labels satisfy every expression of a selector (`In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt`, `Lt`). */
export function matchesExpressions(expressions: readonly SelectorExpression[], labels: Dictionary): boolean {
  return expressions.every((expression) => matches(expression, labels[expression.key]));
}

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };

function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key === undefined) return operator === 'Exists';
  if (key !== taint.key) return false;
  return operator === 'Exists' || (operator === 'Equal' && value === taint.value);
}

/** A term without any expression matches nothing. */
function matchesTerm({ matchExpressions, matchFields }: NodeSelectorTerm, node: NodeConstraints): boolean {
  const expressions = matchExpressions ?? [];
  const fields = matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  return (
    matchesExpressions(expressions, node.labels) &&
    matchesExpressions(fields, dictionary({ 'metadata.name': node.name }))
  );
}

function matches({ operator, values }: SelectorExpression, label: string | undefined): boolean {
  const listed = values ?? [];
  switch (operator) {
    case 'In':
      return label !== undefined && listed.includes(label);
    case 'NotIn':
      return label === undefined || !listed.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    case 'Gt':
      return isInteger(label) && isInteger(listed[0]) && Number(label) > Number(listed[0]);
    case 'Lt':
      return isInteger(label) && isInteger(listed[0]) && Number(label) < Number(listed[0]);
    default:
      return false;
  }
}

function isInteger(text: string | undefined): boolean {
  return text !== undefined && /^-?\d+$/.test(text);
}

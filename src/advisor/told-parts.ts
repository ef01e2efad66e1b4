import { createCanon } from '../cluster/canon.ts';
import { dictionary } from '../cluster/dictionary.ts';
import type { Taint } from '../cluster/eligibility.ts';
import type { ClusterNode } from '../cluster/node.ts';
import type { Pod } from '../cluster/pod.ts';

/**
 * Parts of nodes and pods that came from another thread, equal ones as one object. A message is a copy in which every
 * text is an object of its own and every dictionary has a prototype; nodes and pods come from few templates.
 */
export interface ToldParts {
  readonly pod: (pod: Pod) => Pod;
  readonly text: (text: string) => string;
  readonly labels: (labels: ClusterNode['labels']) => ClusterNode['labels'];
  readonly taints: (taints: readonly Taint[]) => readonly Taint[];
  readonly resources: (resources: Pod['resources']) => Pod['resources'];
  readonly resourceNames: (names: ClusterNode['resourceNames']) => ClusterNode['resourceNames'];
}

/** Makes one that has seen nothing. */
export function createToldParts(): ToldParts {
  const texts = createCanon<string>();
  const dictionaries = createCanon<ClusterNode['labels']>();
  const allTaints = createCanon<readonly Taint[]>();
  const amounts = createCanon<Pod['resources']>();
  const names = createCanon<ClusterNode['resourceNames']>();
  const constraints = createCanon<Pod['constraints']>();
  const requests = createCanon<Pod['gpus']>();

  const text = (value: string): string => texts(value, value);
  const labels = (value: Pod['labels']): Pod['labels'] => dictionaries(dictionary(value), JSON.stringify(value));
  const resources = (value: Pod['resources']): Pod['resources'] => amounts(value, JSON.stringify([...value]));

  return {
    text,
    labels,
    resources,
    taints: (value) => allTaints(value, JSON.stringify(value)),
    resourceNames: (value) => names(value, JSON.stringify([...value].map(([profile, all]) => [profile, ...all]))),
    pod: (pod) => ({
      ...pod,
      namespace: text(pod.namespace),
      node: pod.node === undefined ? undefined : text(pod.node),
      labels: labels(pod.labels),
      resources: resources(pod.resources),
      gpus: requests(pod.gpus, JSON.stringify(pod.gpus)),
      constraints: constraints(
        { ...pod.constraints, nodeSelector: labels(pod.constraints.nodeSelector) },
        JSON.stringify(pod.constraints),
      ),
    }),
  };
}

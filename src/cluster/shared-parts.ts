import { createCanon } from './canon.ts';
import type { Pod } from './pod.ts';

/**
 * Makes a function that gives pods in which equal labels, and names of namespaces and nodes, are one object: pods of one
 * template carry the same, and a large cluster has tens of thousands of them. What they need is shared as it is read.
 */
export function createPartSharing(): (pod: Pod) => Pod {
  const labels = createCanon<Pod['labels']>();
  const text = createCanon<string>();
  return (pod) => ({
    ...pod,
    namespace: text(pod.namespace, pod.namespace),
    node: pod.node === undefined ? undefined : text(pod.node, pod.node),
    labels: labels(pod.labels, JSON.stringify(pod.labels)),
  });
}

import { compareText } from '../../solver/text-order.ts';
import type { Cluster } from './cluster.ts';
import { asksForGpus, type Pod } from './pod.ts';

/**
 * The pods of a namespace, or of all, that ask for GPUs and are on no node yet, in the order in which kube-scheduler
 * looks at them: highest priority first, then the oldest.
 */
export function waitingPods(cluster: Cluster, namespace?: string): readonly Pod[] {
  return [...cluster.pods.values()]
    .filter((pod) => pod.node === undefined && !pod.isFinished && asksForGpus(pod))
    .filter((pod) => namespace === undefined || pod.namespace === namespace)
    .sort((a, b) => b.priority - a.priority || a.createdAt - b.createdAt || compareText(a.key, b.key));
}

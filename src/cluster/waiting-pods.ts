import { compareText } from '../../solver/text-order.ts';
import { atOnce, type Steps } from '../sliced.ts';
import type { Cluster } from './cluster.ts';
import { asksForGpus, isWaiting, type Pod } from './pod.ts';

/**
 * The pods of a namespace, or of all, that ask for GPUs and are on no node yet, in the order in which kube-scheduler
 * looks at them: highest priority first, then the oldest.
 */
export function waitingPods(cluster: Cluster, namespace?: string): readonly Pod[] {
  return atOnce(waitingSteps(cluster, namespace));
}

/** Pods that are looked at in one step. */
const STEP = 1_000;

/** The same pods, found in steps. */
export function* waitingSteps(cluster: Cluster, namespace?: string): Steps<readonly Pod[]> {
  const waiting: Pod[] = [];
  let seen = 0;
  for (const pod of cluster.pods.values()) {
    if (++seen % STEP === 0) yield;
    if (!isWaiting(pod) || !asksForGpus(pod)) continue;
    if (namespace === undefined || pod.namespace === namespace) waiting.push(pod);
  }
  return waiting.sort((a, b) => b.priority - a.priority || a.createdAt - b.createdAt || compareText(a.key, b.key));
}

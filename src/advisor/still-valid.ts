import { formatPlacement } from '../../solver/model/placement.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import { isWaiting } from '../cluster/pod.ts';
import type { Steps } from '../sliced.ts';
import { applyingSteps } from './apply-steps.ts';
import type { Recommendation } from './recommendation.ts';

/** Why a recommendation is wrong in this state, in a sentence; undefined where it can still be followed. Found in steps. */
export function* withdrawalSteps(cluster: Cluster, recommendation: Recommendation): Steps<string | undefined> {
  const { trigger, steps, changes, batches } = recommendation;
  if (trigger.kind === 'pending') {
    const pod = cluster.pods.get(trigger.pod);
    if (pod === undefined || !isWaiting(pod)) return `${trigger.pod} does not wait any more`;
  }
  const applied = yield* applyingSteps(cluster, steps);
  if (!applied.ok) return applied.error;
  if (batches.length === 0) return undefined;
  for (const change of changes) {
    yield;
    const gpu = findNode(cluster, change.node)?.migGpus.find(({ index }) => index === change.gpu);
    const present = new Set(gpu?.instances.map(({ placement }) => formatPlacement(placement)));
    const lost = change.delete.find((instance) => !present.has(instance));
    if (gpu === undefined || lost !== undefined || present.size !== change.delete.length) {
      return `GPU ${change.gpu} of ${change.node} is cut otherwise by now`;
    }
  }
  const first = batches[0]?.moves.find(({ pod, from }) => cluster.pods.get(pod)?.node !== from);
  return first === undefined ? undefined : `${first.pod} is not on ${first.from}`;
}

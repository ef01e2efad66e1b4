import type { PlacementKey } from '../../solver/placement/policy.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { judge } from '../../solver/placement/verdict.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { nominatedRequest, requestOnNode } from '../cluster/node-request.ts';
import type { Pod } from '../cluster/pod.ts';
import type { RejectionCode } from './rejection.ts';

/** Whether a node passes `filter`, and the key by which `prioritize` ranks it. */
export type NodeVerdict =
  | { readonly kind: 'passes'; readonly key: PlacementKey }
  | { readonly kind: 'rejected'; readonly code: RejectionCode };

/**
 * Decides about one node for one pod. Whole GPUs are counted by Kubernetes itself: a node passes, at the price of all
 * that the GPUs could otherwise hold.
 */
export function decide(node: ClusterNode, pod: Pod, rater: Rater): NodeVerdict {
  const asked = requestOnNode(node, pod);
  if (asked.kind === 'unknown') {
    const isUnusable = node.gpus.some(({ kind }) => kind === 'unusable');
    return { kind: 'rejected', code: isUnusable && node.migGpus.length === 0 ? 'unusable' : 'unknown-profile' };
  }
  const wholeGpus = node.single === undefined ? pod.gpus.devices : 0;
  if (asked.request.length === 0) return { kind: 'passes', key: [wholeGpus, 0, 0] };
  const verdict = judge(node.shape, asked.request, rater, nominatedRequest(node, pod));
  return verdict.kind === 'fits' ? { kind: 'passes', key: verdict.key } : { kind: 'rejected', code: verdict.obstacle };
}

/** The verdict on a node that is not in the cluster. */
export const UNKNOWN_NODE = { kind: 'rejected', code: 'unknown-node' } as const;

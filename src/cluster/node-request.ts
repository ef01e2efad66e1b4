import { type Request, requestOn } from '../../solver/node/node-shape.ts';
import { instancesOn } from './instance-request.ts';
import type { ClusterNode } from './node.ts';
import type { Pod } from './pod.ts';

/** What a pod would ask of a node in MIG instances, in the names of its models; or the resource that the node lacks. */
export type NodeRequest =
  | { readonly kind: 'known'; readonly request: Request }
  | { readonly kind: 'unknown'; readonly resource: string };

/**
 * Translates a pod's request for one node. `nvidia.com/gpu` means a MIG device where the strategy is `single`. A resource
 * is unknown where no GPU's model has the profile. The kubelet goes by names, so in static mode it is also unknown where
 * the node advertises the profile under another one: where the strategy is `single`, that is every profile.
 */
export function requestOnNode(node: ClusterNode, { gpus }: Pod): NodeRequest {
  for (const { resource, profile } of gpus.instances) {
    const [named] = profile === undefined ? [] : (requestOn(node.shape, [{ profile, count: 1 }]) ?? []);
    if (named === undefined) return { kind: 'unknown', resource };
    if (node.mode === 'static' && !mayAdvertise(node, named.profile, resource)) return { kind: 'unknown', resource };
  }
  return { kind: 'known', request: instancesOn(node.shape, node.single, gpus) };
}

/** Whether a node's instances of a profile have this name, or would have it once there are some. */
function mayAdvertise({ resourceNames, single }: ClusterNode, profile: string, resource: string): boolean {
  return resourceNames.get(profile)?.has(resource) ?? single === undefined;
}

/** What pods nominated to a node will take there, as far as they go before `pod`: equal or higher priority. */
export function nominatedRequest(node: ClusterNode, pod: Pod): Request {
  const others = node.nominated.filter(({ key, priority }) => key !== pod.key && priority >= pod.priority);
  return (
    requestOn(
      node.shape,
      others.flatMap((other) => instancesOn(node.shape, node.single, other.gpus)),
    ) ?? []
  );
}

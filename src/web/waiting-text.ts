import type { Pod } from '../cluster/pod.ts';

/** What a pod asks for: `2 x 1g.5gb, 1 x nvidia.com/gpu`. */
export function asksOf({ gpus: { instances, devices } }: Pod): string {
  const named = instances.map(
    ({ resource, profile, shared, count }) => `${count} x ${profile ?? resource}${shared ? ' (shared)' : ''}`,
  );
  return [...named, ...(devices > 0 ? [`${devices} x nvidia.com/gpu`] : [])].join(', ');
}

/** What there is to say about a pod that waits, beside why; empty for nothing. */
export function stateOf({ isGated, nominatedNode }: Pod): string {
  if (isGated) return 'held by a scheduling gate';
  return nominatedNode === undefined ? '' : `nominated to ${nominatedNode}`;
}

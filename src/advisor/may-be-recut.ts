import type { ClusterNode } from '../cluster/node.ts';

/**
 * Whether a plan may give the GPUs of a node other layouts. In carve mode the actuator recuts as pods arrive; where the
 * strategy is `single` all instances have to stay alike, or the device plugin offers none of them.
 */
export function mayBeRecut({ mode, single }: ClusterNode): boolean {
  return mode === 'static' && single === undefined;
}

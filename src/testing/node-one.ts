import { formatPlacement } from '../../solver/model/placement.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { clusterOf, type NodeText, nodeIn, nodeObject, type PodText, podObject } from './objects.ts';

/** `0 annotation: 2g.10gb@0=pod 3g.20gb@4`, GPU by GPU. */
export function say({ gpus }: ClusterNode): readonly string[] {
  return gpus.map((gpu) => {
    if (gpu.kind !== 'mig') return `${gpu.index} ${gpu.kind}${gpu.kind === 'unusable' ? `: ${gpu.reason}` : ''}`;
    const instances = gpu.instances.map(({ placement, holder }) => {
      const by = holder.kind === 'pod' ? `=${holder.pod}` : holder.kind === 'stranger' ? `=?${holder.pod}` : '';
      return formatPlacement(placement) + by;
    });
    return `${gpu.index} ${gpu.source}: ${instances.join(' ')}`;
  });
}

/** The node `n1`, in a cluster with some more objects. */
export function build(node: NodeText, ...more: readonly object[]): ClusterNode {
  return nodeIn(clusterOf(nodeObject('n1', node), ...more), 'n1');
}

/** A pod on `n1`. */
export function on(key: string, asks: string, more: PodText = {}): object {
  return podObject(key, asks, { on: 'n1', ...more });
}

/** Counts of instances as a node advertises them. */
export function mig(counts: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`nvidia.com/mig-${name}`, String(count)]));
}

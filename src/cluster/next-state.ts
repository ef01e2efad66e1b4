import type { Cluster } from './cluster.ts';
import { inOrder } from './cluster-wide.ts';
import type { ClusterNode } from './node.ts';

/** All nodes, and where they stand. */
export function membersOf(built: ReadonlyMap<string, ClusterNode>): Pick<Cluster, 'nodes' | 'ordinals'> {
  const nodes = inOrder(built);
  return { nodes, ordinals: new Map(nodes.map(({ name }, ordinal) => [name, ordinal])) };
}

/** The same nodes in the same places, those that changed exchanged. */
export function replaced(
  { nodes, ordinals }: Cluster,
  changed: ReadonlySet<string>,
  built: ReadonlyMap<string, ClusterNode>,
): readonly ClusterNode[] {
  if (changed.size === 0) return nodes;
  const newer = [...nodes];
  for (const name of changed) {
    const ordinal = ordinals.get(name);
    const node = built.get(name);
    if (ordinal !== undefined && node !== undefined) newer[ordinal] = node;
  }
  return newer;
}

/** True where two states hold the same things: nobody needs to look again. */
export function isSame(a: Cluster, b: Cluster): boolean {
  return (
    a.nodes === b.nodes &&
    a.pods === b.pods &&
    a.demand === b.demand &&
    a.arrivals === b.arrivals &&
    a.waitingDemand === b.waitingDemand &&
    a.disruptionBudgets === b.disruptionBudgets &&
    a.quotas === b.quotas &&
    a.problems === b.problems
  );
}

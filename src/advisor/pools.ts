import { nodePart, type Pool } from '../../solver/headroom/pool.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';

/** The GPUs of one model that are looked at together, with the nodes they are in. */
export interface NamedPool extends Pool {
  readonly name: string;
  /** The nodes of `nodes`, one for one. */
  readonly members: readonly ClusterNode[];
}

/** How nodes are grouped. */
export interface PoolOptions {
  /** Node label whose value names the pool; without it a pool is a GPU model and a mode. */
  readonly poolLabel?: string | undefined;
}

/**
 * The pools of a cluster, by name: `A100-40GB/static`, or `VALUE/A100-40GB` where nodes are grouped by a label. Only
 * usable GPUs in MIG mode count.
 */
export function poolsOf(cluster: Cluster, { poolLabel }: PoolOptions = {}): readonly NamedPool[] {
  const pools = new Map<string, { model: GpuModel; members: ClusterNode[] }>();
  for (const node of cluster.nodes) {
    for (const model of new Set(node.migGpus.map((gpu) => gpu.model))) {
      const name = poolName(node, model, { poolLabel });
      const pool = pools.get(name) ?? { model, members: [] };
      pool.members.push(node);
      pools.set(name, pool);
    }
  }
  return [...pools]
    .map(([name, { model, members }]) => ({
      name,
      model,
      members,
      nodes: members.map(({ shape }) => nodePart(shape, model)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The pool of a node's GPUs of one model. */
export function poolName({ labels, mode }: ClusterNode, { name }: GpuModel, { poolLabel }: PoolOptions): string {
  return poolLabel === undefined ? `${name}/${mode}` : `${labels[poolLabel] ?? 'unlabelled'}/${name}`;
}

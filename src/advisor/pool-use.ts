import { usedOn } from '../../solver/headroom/node-headroom.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import type { NodeShape } from '../../solver/node/node-shape.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { Steps } from '../sliced.ts';
import { type GpuState, gpuStates, gpuUse } from './gpu-state.ts';
import { poolsOf } from './pools.ts';

/** How much of a pool is used, and how the rest is cut. */
export interface PoolUse {
  readonly name: string;
  readonly model: string;
  /** Memory slices: those that pods use, those in idle instances, and those in no instance. They add up to the pool's. */
  readonly slices: { readonly used: number; readonly idle: number; readonly unshaped: number };
  /** GPUs by state; every state is there. */
  readonly gpus: ReadonlyMap<GpuState, number>;
}

/** What the GPUs of a cluster are doing. */
export interface ClusterUse {
  readonly pools: readonly PoolUse[];
  /** GPUs that are in no pool, by the product that their node names. */
  readonly others: readonly { readonly product: string; readonly state: 'whole' | 'unusable'; readonly gpus: number }[];
}

/** Tells what the GPUs of a cluster are doing, node by node. */
export function* clusterUseSteps(cluster: Cluster, options: PoolOptions): Steps<ClusterUse> {
  const pools: PoolUse[] = [];
  for (const { name, model, nodes } of poolsOf(cluster, options)) {
    const slices = { used: 0, idle: 0, unshaped: 0 };
    const gpus = new Map(gpuStates.map((state): [GpuState, number] => [state, 0]));
    for (const node of nodes) {
      const added = slicesOf(node, model);
      slices.used += added.used;
      slices.idle += added.idle;
      slices.unshaped += added.unshaped;
      for (const gpu of node.gpus) {
        const { state } = gpuUse(gpu, node);
        gpus.set(state, (gpus.get(state) ?? 0) + 1);
      }
      yield;
    }
    pools.push({ name, model: model.name, slices, gpus });
  }
  return { pools, others: othersIn(cluster) };
}

function slicesOf(node: NodeShape, model: GpuModel): PoolUse['slices'] {
  const counts = usedOn(node, model);
  const used = model.profiles.reduce((sum, { memory, ordinal }) => sum + memory * (counts[ordinal] ?? 0), 0);
  const inUse = node.gpus.flatMap((gpu) => gpu.used).reduce((sum, { profile }) => sum + profile.memory, 0);
  const open = node.gpus.flatMap((gpu) => gpu.open).reduce((sum, { profile }) => sum + profile.memory, 0);
  // Of the open instances, those that pods hold without anyone knowing which are counted as used.
  const idle = open - (used - inUse);
  return { used, idle, unshaped: node.gpus.length * model.memorySlices - used - idle };
}

function othersIn({ nodes }: Cluster): ClusterUse['others'] {
  const counts = new Map<string, { product: string; state: 'whole' | 'unusable'; gpus: number }>();
  for (const gpu of nodes.flatMap(({ gpus }) => gpus)) {
    if (gpu.kind === 'mig') continue;
    const { product, kind: state } = gpu;
    const id = JSON.stringify([product, state]);
    counts.set(id, { product, state, gpus: (counts.get(id)?.gpus ?? 0) + 1 });
  }
  return [...counts.values()];
}

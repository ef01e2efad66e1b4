import { nodePart, type Pool } from '../../solver/headroom/pool.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import type { NodeShape } from '../../solver/node/node-shape.ts';
import { compareText } from '../../solver/text-order.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { type PoolOptions, poolName } from '../cluster/pool-name.ts';
import { atOnce, type Steps } from '../sliced.ts';

/** The GPUs of one model that are looked at together, with the nodes they are in. */
export interface NamedPool extends Pool {
  readonly name: string;
  /** The nodes of `nodes`, one for one. */
  readonly members: readonly ClusterNode[];
}

/**
 * The pools of a cluster, by name: `A100-40GB/static`, or `VALUE/A100-40GB` where nodes are grouped by a label. Only
 * usable GPUs in MIG mode count.
 */
export function poolsOf(cluster: Cluster, options: PoolOptions = {}): readonly NamedPool[] {
  return atOnce(poolSteps(cluster, options));
}

/** Nodes that are looked at in one step. */
const STEP = 500;

/** The same pools, found in steps. */
export function* poolSteps(cluster: Cluster, options: PoolOptions = {}): Steps<readonly NamedPool[]> {
  const pools = new Map<string, { model: GpuModel; members: ClusterNode[]; nodes: NodeShape[] }>();
  for (const [index, node] of cluster.nodes.entries()) {
    if (index % STEP === STEP - 1) yield;
    for (const { model, shape } of partsOf(node)) {
      const name = poolName(node, model, options);
      const pool = pools.get(name) ?? { model, members: [], nodes: [] };
      pool.members.push(node);
      pool.nodes.push(shape);
      pools.set(name, pool);
    }
  }
  return [...pools]
    .map(([name, { model, members, nodes }]) => ({ name, model, members, nodes }))
    .sort((a, b) => compareText(a.name, b.name));
}

/** The GPUs of a node by model. Remembered with the node: in a newer state of a cluster most nodes are as they were. */
function partsOf(node: ClusterNode): readonly NodePart[] {
  const known = remembered.get(node);
  if (known !== undefined) return known;
  const models = [...new Set(node.migGpus.map((gpu) => gpu.model))];
  const parts = models.map((model) => ({ model, shape: nodePart(node.shape, model) }));
  remembered.set(node, parts);
  return parts;
}

interface NodePart {
  readonly model: GpuModel;
  readonly shape: NodeShape;
}

const remembered = new WeakMap<ClusterNode, readonly NodePart[]>();

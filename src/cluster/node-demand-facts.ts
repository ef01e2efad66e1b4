import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import type { ClusterNode } from './node.ts';
import { type PoolOptions, poolName } from './pool-name.ts';

/** What of a node decides how its pods count in the demand. */
export interface NodeDemandFacts {
  /** Equal for nodes whose pods count alike. */
  readonly id: string;
  /** Profile that `nvidia.com/gpu` stands for. */
  readonly single: string | undefined;
  /** The pools that its GPUs are in, in the order of the GPUs. */
  readonly pools: readonly { readonly name: string; readonly model: GpuModel }[];
}

/** Reads off a node what decides how its pods count. */
export function demandFactsOf(node: ClusterNode, options: PoolOptions): NodeDemandFacts {
  const models = [...new Set(node.migGpus.map(({ model }) => model))];
  const pools = models.map((model) => ({ name: poolName(node, model, options), model }));
  return { id: JSON.stringify([node.single, pools.map(({ name }) => name)]), single: node.single, pools };
}

/** Whether the GPUs of a pool have a profile, by whichever name the driver gives it. */
export function fulfils({ model }: { readonly model: GpuModel }, profile: string): boolean {
  return profileOf(model, profile).ok;
}

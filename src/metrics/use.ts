import type { Registry } from 'prom-client';
import { type ClusterUse, clusterUseSteps } from '../advisor/pool-use.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import { inSlices } from '../sliced.ts';
import { registerShown } from './shown-gauge.ts';

/** How much of each pool is used, how the rest is cut, and in which state its GPUs are. */
export function registerUse(registry: Registry, cluster: () => Cluster | undefined, pools: PoolOptions): void {
  let known: { readonly state: Cluster; readonly use: Promise<ClusterUse> } | undefined;
  const present = async (): Promise<ClusterUse | undefined> => {
    const state = cluster();
    if (state === undefined) return undefined;
    if (known?.state !== state) known = { state, use: inSlices(clusterUseSteps(state, pools)) };
    return await known.use;
  };
  registerShown(
    registry,
    present,
    {
      name: 'slicewise_memory_slices',
      help: 'Memory slices of a pool: used by pods, in idle instances, or in no instance (unshaped).',
      labelNames: ['pool', 'model', 'state'],
    },
    (gauge, use) => {
      for (const { name: pool, model, slices } of use.pools) {
        for (const [state, count] of Object.entries(slices)) gauge.set({ pool, model, state }, count);
      }
    },
  );
  registerShown(
    registry,
    present,
    {
      name: 'slicewise_gpus',
      help: 'GPUs by state: empty, partial, full or unknown in a pool; whole or unusable beside the pools, by product.',
      labelNames: ['pool', 'model', 'state'],
    },
    (gauge, use) => {
      for (const { name: pool, model, gpus } of use.pools) {
        for (const [state, count] of gpus) gauge.set({ pool, model, state }, count);
      }
      for (const { product: model, state, gpus } of use.others) gauge.set({ pool: '', model, state }, gpus);
    },
  );
}

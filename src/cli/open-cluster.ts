import { buildCluster } from '../cluster/build-cluster.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import { type Inventory, readSnapshot } from '../cluster/snapshot.ts';
import type { ClusterOptions } from './cluster-options.ts';

/** What a command answers from. */
export interface Opened<T> {
  readonly value: T;
  /** What to call it in errors: `cluster.json`, `the snapshot`, `the cluster https://10.0.0.1:6443`. */
  readonly source: string;
  /** Where a name without a namespace is looked for. */
  readonly namespace: string;
}

/**
 * The state of the snapshot, or else of the cluster that the kubeconfig leads to.
 *
 * @param pools How the command groups nodes: arrivals are counted by pool.
 * @throws BadInput naming the file, the context or the server, where it cannot be read.
 */
export async function openCluster(options: ClusterOptions, pools: PoolOptions = {}): Promise<Opened<Cluster>> {
  if (options.snapshot === undefined) return (await import('./live-cluster.ts')).readLiveCluster(options, pools);
  const opened = await openSnapshot(options.snapshot);
  return { ...opened, value: buildCluster(opened.value, pools) };
}

/**
 * The objects of the snapshot, or else of the cluster that the kubeconfig leads to.
 *
 * @throws BadInput as `openCluster` does.
 */
export async function openInventory(options: ClusterOptions): Promise<Opened<Inventory>> {
  // The library for kubeconfigs takes longer to load than a snapshot to read, so only who needs it loads it.
  if (options.snapshot === undefined) return (await import('./live-cluster.ts')).readLiveInventory(options);
  return openSnapshot(options.snapshot);
}

async function openSnapshot(file: string): Promise<Opened<Inventory>> {
  return { value: await readSnapshot(file), source: file === '-' ? 'the snapshot' : file, namespace: 'default' };
}

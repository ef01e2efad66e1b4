import { performance } from 'node:perf_hooks';
import { buildCluster } from './build-cluster.ts';
import type { Cluster } from './cluster.ts';
import type { StoreOptions } from './cluster-store.ts';
import { type Inventory, readSnapshot } from './snapshot.ts';
import { NOT_SYNCED, type StateSource } from './state-source.ts';

/** A snapshot as a source: it has no state before it has been read, and never another one after. */
export interface SnapshotSource extends StateSource {
  /**
   * Reads the snapshot. Resolves once its state is shown.
   *
   * @throws BadInput as `readSnapshot` does.
   */
  read(): Promise<Cluster>;
}

/**
 * Makes a source of a snapshot that is still to be read.
 *
 * @param file `-` is standard input.
 * @param counting How what is asked for is counted.
 * @param prepare Called with the state before it is shown, for work that no call should have to wait for.
 */
export function snapshotSource(
  file: string,
  counting: StoreOptions,
  prepare: (cluster: Cluster) => void,
): SnapshotSource {
  let shown: { readonly cluster: Cluster; readonly inventory: Inventory; readonly readAt: number } | undefined;
  return {
    origin: { kind: 'snapshot', file },
    cluster: () => shown?.cluster,
    ageSeconds: () => (shown === undefined ? undefined : (performance.now() - shown.readAt) / 1000),
    // However old it is: whoever gives a snapshot knows that it stands still.
    obstacle: () => (shown === undefined ? NOT_SYNCED : undefined),
    troubles: () => [],
    inventory: () => (shown === undefined ? Promise.reject(new Error(NOT_SYNCED)) : Promise.resolve(shown.inventory)),
    async read() {
      const inventory = await readSnapshot(file);
      const readAt = performance.now();
      const cluster = buildCluster(inventory, counting);
      prepare(cluster);
      shown = { cluster, inventory, readAt };
      return cluster;
    },
  };
}

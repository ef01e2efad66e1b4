import type { Cluster } from '../cluster/cluster.ts';
import { createClusterStore } from '../cluster/cluster-store.ts';
import type { ConfigMapName } from '../cluster/mig-parted.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { ApiConnection } from './connection.ts';
import { listOnce } from './list-pages.ts';
import { resourcesRead } from './resources.ts';
import { createSink } from './sink.ts';

/**
 * Reads a cluster once, in pages.
 *
 * @param migConfigMaps The ConfigMaps with mig-parted configurations.
 * @param pools How nodes are grouped: arrivals are counted by pool.
 * @throws ApiError where the API server cannot be reached or refuses.
 */
export async function readCluster(
  connection: ApiConnection,
  migConfigMaps: readonly ConfigMapName[],
  pools: PoolOptions = {},
): Promise<Cluster> {
  const store = createClusterStore(pools);
  const sinks = resourcesRead(migConfigMaps).map((resource) => ({
    resource,
    sink: createSink(resource, store, () => {}),
  }));
  await Promise.all(sinks.map(({ resource, sink }) => listOnce(connection, resource, sink)));
  store.settle();
  return store.cluster;
}

import { BadInput } from '../bad-input.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ConfigMapName } from '../cluster/mig-parted.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { Inventory } from '../cluster/snapshot.ts';
import { forbiddenHint } from '../kubernetes/access-hint.ts';
import { ApiError } from '../kubernetes/api-error.ts';
import { type ApiConnection, connect } from '../kubernetes/connection.ts';
import { listInventory } from '../kubernetes/list-inventory.ts';
import { readCluster } from '../kubernetes/read-cluster.ts';
import { migConfigMapOf, resourcesRead } from '../kubernetes/resources.ts';
import type { ClusterOptions } from './cluster-options.ts';
import type { Opened } from './open-cluster.ts';
import { warn } from './output.ts';

/** The state of the cluster that the kubeconfig leads to. Throws BadInput, naming the context or the server. */
export function readLiveCluster(options: ClusterOptions, pools: PoolOptions): Promise<Opened<Cluster>> {
  return readLive(options, (connection, names) => readCluster(connection, names, pools));
}

/** The objects of the cluster that the kubeconfig leads to. Throws BadInput, naming the context or the server. */
export function readLiveInventory(options: ClusterOptions): Promise<Opened<Inventory>> {
  return readLive(options, (connection, names) => listInventory(connection, resourcesRead(names)));
}

async function readLive<T>(
  { kubeconfig, context, migConfigMap }: ClusterOptions,
  read: (connection: ApiConnection, migConfigMaps: readonly ConfigMapName[]) => Promise<T>,
): Promise<Opened<T>> {
  const connection = connect({ kubeconfig, context });
  const { server, namespace } = connection;
  try {
    const value = await read(connection, await readableMaps(connection, migConfigMap));
    return { value, source: `the cluster ${server}`, namespace };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const hint = forbiddenHint(error, 'list');
    throw new BadInput(hint === undefined ? error.message : `${error.message}; ${hint}`);
  } finally {
    connection.close();
  }
}

/** Who may see the pods of a cluster need not see the ConfigMaps of its operators; then the rest has to do. */
async function readableMaps(
  connection: ApiConnection,
  names: readonly ConfigMapName[],
): Promise<readonly ConfigMapName[]> {
  const readable = await Promise.all(
    names.map(async (name) => {
      const { path, fieldSelector = '' } = migConfigMapOf(name);
      try {
        const answer = await connection.get(path, { fieldSelector, limit: '1' });
        answer.resume();
        return [name];
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 403) throw error;
        warn(
          `ConfigMap ${name.namespace}/${name.name} may not be read; what only it tells of GPUs is worked out from what nodes advertise.`,
        );
        return [];
      }
    }),
  );
  return readable.flat();
}

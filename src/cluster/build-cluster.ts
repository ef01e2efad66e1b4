import type { Cluster } from './cluster.ts';
import { createClusterStore, type StoreOptions } from './cluster-store.ts';
import type { Inventory } from './snapshot.ts';

/** Builds the state of a cluster from its objects. Never throws over an object: what is unusable is reported. */
export function buildCluster(inventory: Inventory, counting: StoreOptions = {}): Cluster {
  const store = createClusterStore(counting);
  for (const object of inventory.nodes) store.put({ kind: 'Node', object });
  for (const object of inventory.pods) store.put({ kind: 'Pod', object });
  for (const object of inventory.disruptionBudgets) store.put({ kind: 'PodDisruptionBudget', object });
  for (const object of inventory.quotas) store.put({ kind: 'ResourceQuota', object });
  for (const object of inventory.configMaps) store.put({ kind: 'ConfigMap', object });
  store.settle();
  return { ...store.cluster, problems: [...inventory.problems, ...store.cluster.problems] };
}

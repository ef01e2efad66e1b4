import type { Cluster } from '../cluster/cluster.ts';
import { createClusterStore } from '../cluster/cluster-store.ts';
import { dictionary } from '../cluster/dictionary.ts';
import { nodeSchema } from '../cluster/objects.ts';
import type { Pod } from '../cluster/pod.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { StateChanges, StateDemand } from './thread-messages.ts';

/** The state as another thread tells it. */
export interface ToldState {
  take(message: StateChanges | StateDemand): void;
  readonly cluster: Cluster;
}

/** Makes a state of which nothing has been told. */
export function createToldState(pools: PoolOptions): ToldState {
  const store = createClusterStore(pools);
  let demand: Omit<StateDemand, 'kind'> | undefined;
  let latest: { readonly own: Cluster; readonly cluster: Cluster } | undefined;
  return {
    take(message) {
      latest = undefined;
      if (message.kind === 'demand') {
        const { demand: all, arrivals, waitingDemand } = message;
        demand = { demand: all, arrivals, waitingDemand };
        return;
      }
      // Between threads objects are copied, and a copy of a dictionary has a prototype.
      for (const object of message.nodes) store.put({ kind: 'Node', object: nodeSchema.parse(object) });
      for (const pod of message.pods) store.putPod(withDictionaries(pod));
      for (const object of message.wide) store.put(object);
      for (const [kind, key] of message.gone) store.remove(kind, key);
    },
    get cluster() {
      store.settle();
      if (latest?.own !== store.cluster) latest = { own: store.cluster, cluster: { ...store.cluster, ...demand } };
      return latest.cluster;
    },
  };
}

function withDictionaries(pod: Pod): Pod {
  const { labels, constraints } = pod;
  return {
    ...pod,
    labels: dictionary(labels),
    constraints: { ...constraints, nodeSelector: dictionary(constraints.nodeSelector) },
  };
}

import type { Logger } from 'pino';
import { reportFragmentation } from '../advisor/fragmentation.ts';
import type { Recommendation } from '../advisor/recommendation.ts';
import { createBinder } from '../binding/binder.ts';
import { kubernetesBindingApi } from '../binding/kubernetes-binding-api.ts';
import type { Bind } from '../binding/outcome.ts';
import { createArrivalLedger } from '../cluster/arrival-ledger.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { StoreOptions } from '../cluster/cluster-store.ts';
import { snapshotSource } from '../cluster/snapshot-source.ts';
import type { StateSource } from '../cluster/state-source.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Sessions } from '../extender/session.ts';
import { connect } from '../kubernetes/connection.ts';
import { followCluster } from '../kubernetes/follow-cluster.ts';
import { type KeptDemand, keepDemand } from '../kubernetes/keep-demand.ts';
import { configMapRecord } from '../kubernetes/kept-record.ts';
import type { WatchedResource } from '../metrics/watch.ts';
import { openEvents } from './open-events.ts';
import { letSmallHeapGrow } from './small-heap.ts';

/** A source of states, and how to run it. */
export interface OpenSource {
  readonly source: StateSource;
  /**
   * Begins to read. Resolves with the first state, which the source shows from then on.
   *
   * @throws BadInput where it can be read under no circumstances.
   */
  begin(): Promise<Cluster>;
  /** Makes the function that binds pods, which decides as these sessions do; undefined where pods may not be bound. */
  readonly binder: ((sessions: Sessions) => Bind) | undefined;
  /** What is watched; nothing where a snapshot was read. */
  readonly watched: readonly WatchedResource[];
  /** Told of recommendations that were not open before. */
  readonly onOpened: (opened: readonly Recommendation[]) => void;
  stop(): Promise<void>;
}

/**
 * Opens what the configuration says to decide on: the snapshot, or the cluster of the kubeconfig.
 *
 * @throws BadInput where that is known to be impossible already.
 */
export function openSource(configuration: Configuration, logger: Logger): OpenSource {
  const { cluster, pools, extender, demand, advisor } = configuration;
  const counting: StoreOptions = { ...pools, halfLifeMs: demand.halfLifeMs, givenDemand: demand.given };
  switch (cluster.kind) {
    case 'snapshot': {
      // The first report on a large cluster takes seconds, which no call should have to wait for; later ones remember it.
      const source = snapshotSource(cluster.file, counting, (state) => reportFragmentation(state, pools));
      return {
        source,
        begin: source.read,
        binder: undefined,
        watched: [],
        onOpened: () => undefined,
        stop: () => Promise.resolve(),
      };
    }
    case 'live': {
      const { promise, resolve } = Promise.withResolvers<Cluster>();
      const connection = connect(cluster);
      const ledger = createArrivalLedger(demand.halfLifeMs);
      const followed = followCluster({
        connection,
        migConfigMaps: cluster.migConfigMaps,
        maxAgeSeconds: cluster.maxStateAgeSeconds,
        logger,
        counting: { ...counting, ledger },
        onChange: resolve,
      });
      let kept: KeptDemand | undefined;
      const events = advisor.events
        ? openEvents(connection.config, extender.leaseNamespace ?? connection.namespace, logger)
        : undefined;
      const binder = (sessions: Sessions): Bind => {
        const api = kubernetesBindingApi(connection.config, extender.leaseNamespace ?? connection.namespace);
        return createBinder({ api, source: followed, sessions, logger });
      };
      return {
        source: followed,
        begin: async () => {
          const first = await promise;
          letSmallHeapGrow();
          if (demand.configMap !== undefined) {
            const record = configMapRecord(connection.config, demand.configMap);
            kept = await keepDemand({ record, ledger, remember: followed.remember, logger });
          }
          return first;
        },
        binder: extender.bind ? binder : undefined,
        watched: followed.reflectors,
        onOpened: (opened) => void events?.write(opened),
        stop: async () => {
          await Promise.all([kept?.stop(), events?.stop()]);
          await followed.stop();
        },
      };
    }
  }
}

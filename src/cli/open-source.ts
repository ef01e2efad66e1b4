import type { Logger } from 'pino';
import { reportFragmentation } from '../advisor/fragmentation.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { snapshotSource } from '../cluster/snapshot-source.ts';
import type { StateSource } from '../cluster/state-source.ts';
import type { Configuration } from '../config/configuration.ts';
import { connect } from '../kubernetes/connection.ts';
import { followCluster } from '../kubernetes/follow-cluster.ts';

/** A source of states, and how to run it. */
export interface OpenSource {
  readonly source: StateSource;
  /**
   * Begins to read. Resolves with the first state, which the source shows from then on.
   *
   * @throws BadInput where it can be read under no circumstances.
   */
  begin(): Promise<Cluster>;
  stop(): Promise<void>;
}

/**
 * Opens what the configuration says to decide on: the snapshot, or the cluster of the kubeconfig.
 *
 * @throws BadInput where that is known to be impossible already.
 */
export function openSource({ cluster, pools }: Configuration, logger: Logger): OpenSource {
  switch (cluster.kind) {
    case 'snapshot': {
      // The first report on a large cluster takes seconds, which no call should have to wait for; later ones remember it.
      const source = snapshotSource(cluster.file, (state) => reportFragmentation(state, pools));
      return { source, begin: source.read, stop: () => Promise.resolve() };
    }
    case 'live': {
      const { promise, resolve } = Promise.withResolvers<Cluster>();
      const followed = followCluster({
        connection: connect(cluster),
        migConfigMaps: cluster.migConfigMaps,
        maxAgeSeconds: cluster.maxStateAgeSeconds,
        logger,
        onChange: resolve,
      });
      return { source: followed, begin: () => promise, stop: followed.stop };
    }
  }
}

import type { Cluster } from '../cluster/cluster.ts';
import type { PendingCauses } from './pending-causes.ts';

/** What pods are looked at on, and who looks. */
export interface PendingSource {
  readonly cluster: () => Cluster | undefined;
  /** Finds the causes of the pods of a state that wait, on another thread. */
  readonly causes: (cluster: Cluster) => Promise<PendingCauses>;
}

/** Why pods wait, for everybody who asks: a state is looked at once, and only if somebody does. */
export interface PendingLook {
  /** What the last look found; undefined before the first, and where the last one failed. */
  readonly found: PendingCauses | undefined;
  /** Looks at the newest state, or waits for the look under way. In a large cluster that may take many seconds. */
  look(): Promise<void>;
}

/** Makes one that has not looked yet. */
export function createPendingLook({ cluster, causes }: PendingSource): PendingLook {
  let last: { readonly state: Cluster; readonly found: PendingCauses } | undefined;
  let running: Promise<void> | undefined;

  const start = async (state: Cluster): Promise<void> => {
    try {
      last = { state, found: await causes(state) };
    } catch {
      // The thread is begun anew by whoever asks next. Nothing is said rather than what may be long past.
      last = undefined;
    } finally {
      running = undefined;
    }
  };

  return {
    get found() {
      return last?.found;
    },
    look() {
      const state = cluster();
      if (state === undefined || last?.state === state) return Promise.resolve();
      running ??= start(state);
      return running;
    },
  };
}

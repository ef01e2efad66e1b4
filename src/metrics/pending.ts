import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import { causes } from '../advisor/cause.ts';
import type { PendingCauses } from '../advisor/pending-causes.ts';
import type { Cluster } from '../cluster/cluster.ts';

/** What pods are looked at on, and who looks. */
export interface PendingSource {
  readonly cluster: () => Cluster | undefined;
  /** Counts the pods of a state that wait by cause, on another thread. */
  readonly count: (cluster: Cluster) => Promise<PendingCauses>;
}

/** How long a scrape waits for the look under way before it is told what the last one found. Milliseconds. */
const PATIENCE_MS = 500;

/** Tells how many pods wait, and why. */
export function registerPending(registry: Registry, source: PendingSource): void {
  const look = createLook(source);
  new Gauge({
    name: 'slicewise_pending_pods',
    help: 'Pods that ask for GPUs and have no node yet, by why they have none, as of the last look at all of them.',
    labelNames: ['cause'] as const,
    registers: [registry],
    async collect() {
      const found = await look();
      for (const cause of causes) this.set({ cause }, found?.byCause.get(cause) ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'slicewise_gated_pods',
    help: 'Pods that ask for GPUs and wait for a scheduling gate, so that kube-scheduler does not look at them.',
    registers: [registry],
    async collect() {
      this.set((await look())?.gated ?? Number.NaN);
    },
  });
}

/**
 * Looks at all pods that wait, once per state and only if asked. On a large cluster a look may take seconds, which a scrape
 * does not wait for: it is told what the last look found, which is undefined at first.
 */
function createLook({ cluster, count }: PendingSource): () => Promise<PendingCauses | undefined> {
  let last: { readonly state: Cluster; readonly found: PendingCauses } | undefined;
  let running: Promise<void> | undefined;

  const start = async (state: Cluster): Promise<void> => {
    try {
      last = { state, found: await count(state) };
    } catch {
      // The thread is begun anew by whoever asks next. Prometheus is told nothing rather than what may be long past.
      last = undefined;
    } finally {
      running = undefined;
    }
  };

  return async () => {
    const state = cluster();
    if (state === undefined) return undefined;
    if (last?.state !== state) {
      running ??= start(state);
      await Promise.race([running, sleep(PATIENCE_MS)]);
    }
    return last?.found;
  };
}

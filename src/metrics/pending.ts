import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import { causes } from '../advisor/cause.ts';
import type { PendingCauses } from '../advisor/pending-causes.ts';
import type { PendingLook } from '../advisor/pending-look.ts';

/** How long a scrape waits for the look under way before it is told what the last one found. Milliseconds. */
const PATIENCE_MS = 500;

/** Tells how many pods wait, and why. */
export function registerPending(registry: Registry, pending: PendingLook): void {
  const look = async (): Promise<PendingCauses | undefined> => {
    await Promise.race([pending.look(), sleep(PATIENCE_MS)]);
    return pending.found;
  };
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

import { Gauge, type Registry } from 'prom-client';
import type { Reporter } from '../advisor/remembered-report.ts';
import type { Cluster } from '../cluster/cluster.ts';

/** Tells how fragmented pools are, and what is asked for. */
export function registerFragmentation(registry: Registry, report: Reporter, cluster: () => Cluster | undefined): void {
  new Gauge({
    name: 'slicewise_fragmentation_ratio',
    help: 'Stranded memory slices over those that repacking would make usable, weighed by demand, by what would mend it: shape, placement.',
    labelNames: ['pool', 'model', 'kind'] as const,
    registers: [registry],
    async collect() {
      this.reset();
      for (const { name: pool, model, fragmentation } of (await report())?.pools ?? []) {
        this.set({ pool, model, kind: 'shape' }, fragmentation.shape);
        this.set({ pool, model, kind: 'placement' }, fragmentation.placement);
      }
    },
  });
  new Gauge({
    name: 'slicewise_demand_instances',
    help: 'Instances asked for by profile: by pods that wait, and by arrivals, each halved for every half-life of its age.',
    labelNames: ['profile'] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const [profile, instances] of cluster()?.demand ?? []) this.set({ profile }, instances);
    },
  });
}

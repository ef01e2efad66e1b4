import { Gauge, type Registry } from 'prom-client';
import type { Advice } from '../advisor/advisor.ts';
import { rungs } from '../advisor/recommendation.ts';

/** Tells what is recommended at the moment, and above which fragmentation of a pool that is. */
export function registerAdvice(registry: Registry, advice: () => Advice, threshold: number): void {
  new Gauge({
    name: 'slicewise_recommendations_open',
    help: 'Changes that are recommended at the moment, by how far they go: reshape, moves, repartition.',
    labelNames: ['rung'] as const,
    registers: [registry],
    collect() {
      const { recommendations } = advice();
      for (const rung of rungs) this.set({ rung }, recommendations.filter((each) => each.rung === rung).length);
    },
  });
  new Gauge({
    name: 'slicewise_fragmentation_threshold_ratio',
    help: 'Fragmentation (both kinds together) above which changes are recommended for a pool.',
    registers: [registry],
  }).set(threshold);
}

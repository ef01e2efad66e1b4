import { Gauge, type Registry } from 'prom-client';

/** What is told of a gauge. */
export interface GaugeText {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/**
 * A gauge that shows what there is at the moment, and nothing of what was before. It is worked out again only where that is
 * another object; undefined leaves it as it is.
 */
export function registerShown<T extends object>(
  registry: Registry,
  present: () => Promise<T | undefined>,
  { name, help, labelNames }: GaugeText,
  show: (gauge: Gauge, present: T) => void,
): void {
  let shown: T | undefined;
  const gauge: Gauge = new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const next = await present();
      if (next === undefined || next === shown) return;
      shown = next;
      gauge.reset();
      show(gauge, next);
    },
  });
}

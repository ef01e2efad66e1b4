import { type MetricObject, Registry } from 'prom-client';
import { registerAdvice } from '../../src/metrics/advice.ts';
import { registerPending } from '../../src/metrics/pending.ts';
import { PER_GPU } from '../../src/metrics/per-gpu.ts';
import { createMetrics } from '../../src/metrics/registry.ts';
import { registerTls } from '../../src/metrics/tls.ts';
import { registerWatches } from '../../src/metrics/watch.ts';
import { metricsSource } from '../../src/testing/metrics-source.ts';

/** A metric of slicewise, as it is declared. */
interface Declared {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

/** Every metric of slicewise that there may be, in the order in which they are told. */
export function declaredMetrics(): readonly Declared[] {
  const others = new Registry();
  registerAdvice(others, () => ({ state: undefined, recommendations: [], undecided: [], pools: [] }), 0);
  registerPending(others, { found: undefined, look: () => Promise.resolve() });
  registerTls(others, () => 0);
  registerWatches(others, []);
  const kept = [createMetrics(metricsSource()).registry, others].flatMap((registry) => registry.getMetricsAsArray());
  return [
    ...kept.filter(({ name }) => name.startsWith('slicewise_')).map(declared),
    ...[PER_GPU.used, PER_GPU.idle].map((text) => ({ ...text, type: 'gauge', labels: PER_GPU.labelNames })),
  ];
}

function declared(metric: MetricObject): Declared {
  const { name, help } = metric;
  // The types of prom-client take the type of a metric for a number, and leave out the names of its labels.
  const labels = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.map(String) : [];
  return { name, help, type: String(metric.type), labels };
}

/** Where docs/metrics.md has what is generated. */
const [BEGIN, END] = ['<!-- metrics: written by npm run metrics -->', '<!-- end of metrics -->'];

/** The text of docs/metrics.md with its table of metrics as the program declares them. */
export function withMetricTable(page: string): string {
  const [before, rest] = page.split(BEGIN, 2);
  const after = rest?.split(END, 2)[1];
  if (before === undefined || after === undefined) throw new Error(`the page lacks "${BEGIN}" or "${END}"`);
  const rows = declaredMetrics().map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  );
  return [`${before}${BEGIN}\n`, '| metric | type | labels | |', '|---|---|---|---|', ...rows, `\n${END}${after}`].join(
    '\n',
  );
}

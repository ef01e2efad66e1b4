import { collectDefaultMetrics, Registry } from 'prom-client';
import { declaredMetrics } from './documented.ts';

/** The names of metrics in an expression: whatever has the form of one of ours or of the process's. */
export function metricsIn(expression: string): readonly string[] {
  // A recording rule has colons; the metric inside its name is not asked for there.
  const names = expression.match(/[a-zA-Z_:][\w:]*/g) ?? [];
  return [...new Set(names.filter((name) => /^(slicewise|nodejs|process)_/.test(name)))];
}

/** The names under which the metrics of a program that runs can be asked for. */
export function exposedNames(): ReadonlySet<string> {
  const process = new Registry();
  collectDefaultMetrics({ register: process });
  const declared = declaredMetrics().flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  return new Set([...declared, ...process.getMetricsAsArray().map(({ name }) => name)]);
}

/** One line of what Prometheus reads. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the metrics of slicewise. */
export async function readMetrics(operations: string): Promise<readonly Sample[]> {
  const text = await (await fetch(`${operations}/metrics`)).text();
  return text.split('\n').flatMap((line) => {
    const [, name, written = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const labels = [...written.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, text]) => [label, text]);
    return [{ name, labels: Object.fromEntries(labels), value: Number(value) }];
  });
}

/** The sum of a metric over all series with these labels. */
export function sumOf(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** Calls of kube-scheduler so far, of one verb or of all. */
export async function callsOf(operations: string, verb?: string): Promise<number> {
  const samples = await readMetrics(operations);
  return sumOf(samples, 'slicewise_extender_requests_total', verb === undefined ? {} : { verb });
}

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Component, startComponent } from '../control-plane/component.ts';
import { freePort } from '../control-plane/free-port.ts';

/** A Prometheus that runs. */
export interface Prometheus extends Component {
  /** What is there for a query at this moment, or over the last seconds, one point a second. */
  instant(query: string): Promise<readonly Series[]>;
  range(query: string, seconds: number): Promise<readonly Series[]>;
  /** Whatever its API answers to a GET at a path. */
  get(path: string): Promise<unknown>;
}

/** A series with its values, oldest first. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** What to scrape, and by which rules. */
export interface PrometheusOptions {
  readonly program: string;
  /** Where its configuration, data and log are. */
  readonly folder: string;
  /** `127.0.0.1:PORT`. */
  readonly target: string;
  readonly rules: string;
}

interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** Starts Prometheus on loopback, with data in a scratch folder; it scrapes its one target each second. */
export async function startPrometheus({ program, folder, target, rules }: PrometheusOptions): Promise<Prometheus> {
  const address = `127.0.0.1:${await freePort()}`;
  const file = path.join(folder, 'prometheus.yml');
  const configuration = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [path.resolve(rules)],
    scrape_configs: [{ job_name: 'slicewise', static_configs: [{ targets: [target], labels: { cluster: 'test' } }] }],
  };
  writeFileSync(file, JSON.stringify(configuration));
  const component = await startComponent({
    name: 'prometheus',
    command: program,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ],
    folder,
    isReady: async () => (await fetch(`http://${address}/-/ready`)).ok,
  });

  const get = async (where: string): Promise<unknown> => {
    const response = await fetch(`http://${address}${where}`);
    const answer: { readonly status: string; readonly data: unknown; readonly error?: string } = JSON.parse(
      await response.text(),
    );
    if (answer.status !== 'success') throw new Error(`${where}: ${answer.error}`);
    return answer.data;
  };
  const query = async (where: string, parameters: Readonly<Record<string, string>>): Promise<readonly Series[]> => {
    const data = await get(`/api/v1/${where}?${new URLSearchParams(parameters)}`);
    const results: readonly QueryResult[] =
      typeof data === 'object' && data !== null && 'result' in data && Array.isArray(data.result) ? data.result : [];
    return results.map(({ metric, value, values = value === undefined ? [] : [value] }) => ({
      metric,
      values: values.map(([, number]) => Number(number)),
    }));
  };
  return {
    ...component,
    get,
    instant: (expression) => query('query', { query: expression }),
    range(expression, seconds) {
      const end = Date.now() / 1000;
      return query('query_range', {
        query: expression,
        start: String(end - seconds),
        end: String(end),
        step: '1',
      });
    },
  };
}

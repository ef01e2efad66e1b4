import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import packageJson from '../../package.json' with { type: 'json' };
import type { Reporter } from '../advisor/remembered-report.ts';
import type { BindLabel } from '../binding/outcome.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { RejectionCode } from '../extender/rejection.ts';
import { inSlices } from '../sliced.ts';
import { registerFragmentation } from './fragmentation.ts';
import { registerHeadroom } from './headroom.ts';
import { perGpuSteps } from './per-gpu.ts';
import { registerUse } from './use.ts';

/** The verbs of the extender. */
export type Verb = 'filter' | 'prioritize' | 'preempt' | 'bind';

/** How a call of a verb ended: answered, answered with an error, or cut off before it had its whole answer. */
export type Outcome = 'ok' | 'error' | 'aborted';

/** What is counted while the program runs, and the registry that Prometheus reads. */
export interface Metrics {
  readonly registry: Registry;
  /** All that there is, in the form that Prometheus reads. */
  text(): Promise<string>;
  countRequest(verb: Verb, outcome: Outcome, seconds: number): void;
  countRejections(rejected: ReadonlyMap<RejectionCode, number>): void;
  countBind(outcome: BindLabel): void;
}

/** The state that gauges are computed from when Prometheus asks. */
export interface MetricsSource {
  /** Undefined until the first state is there. */
  readonly cluster: () => Cluster | undefined;
  /** Seconds since the state was read; undefined until then, which Prometheus is told as NaN. */
  readonly ageSeconds: () => number | undefined;
  /** Whether the verbs decide, or refuse because the state is missing or too old. */
  readonly isDeciding: () => boolean;
  readonly pools: PoolOptions;
  /** The report on that state. */
  readonly report: Reporter;
  /** Whether there are series of each GPU. */
  readonly perGpu: boolean;
}

/** From 0.25 ms, well under the 5 s after which kube-scheduler gives up by default. */
const DURATION_BUCKETS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Makes a registry of its own, with the metrics of the Node.js process. */
export function createMetrics(source: MetricsSource): Metrics {
  const { cluster, ageSeconds, isDeciding, pools, report, perGpu } = source;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const duration = new Histogram({
    name: 'slicewise_extender_request_duration_seconds',
    help: 'Time that a call of kube-scheduler took, from its headers read to the last byte written or the connection lost.',
    labelNames: ['verb'] as const,
    buckets: DURATION_BUCKETS,
    registers,
  });
  const requests = new Counter({
    name: 'slicewise_extender_requests_total',
    help: 'Calls of kube-scheduler by verb and outcome.',
    labelNames: ['verb', 'outcome'] as const,
    registers,
  });
  const rejected = new Counter({
    name: 'slicewise_filter_rejected_nodes_total',
    help: 'Nodes rejected by filter, by reason.',
    labelNames: ['reason'] as const,
    registers,
  });
  const binds = new Counter({
    name: 'slicewise_binds_total',
    help: 'Binds by outcome: bound, already-bound, or why not.',
    labelNames: ['outcome'] as const,
    registers,
  });
  new Gauge({
    name: 'slicewise_state_age_seconds',
    help: 'Time since the cluster state that answers are made from was read.',
    registers,
    collect() {
      this.set(ageSeconds() ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'slicewise_problems',
    help: 'Objects and GPUs that make no sense and are left out.',
    registers,
    collect() {
      const state = cluster();
      this.set(state === undefined ? Number.NaN : allProblems(state).length);
    },
  });
  new Gauge({
    name: 'slicewise_deciding',
    help: 'Whether the verbs decide (1), or refuse because the state is missing or too old (0).',
    registers,
    collect() {
      this.set(isDeciding() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'slicewise_build_info',
    help: 'Always 1; the label tells the version.',
    labelNames: ['version'] as const,
    registers,
  }).set({ version: packageJson.version }, 1);
  registerHeadroom(registry, report);
  registerFragmentation(registry, report, cluster);
  registerUse(registry, cluster, pools);
  return {
    registry,
    async text() {
      const state = perGpu ? cluster() : undefined;
      const text = await registry.metrics();
      return state === undefined ? text : `${text}${await inSlices(perGpuSteps(state, pools))}`;
    },
    countRequest(verb, outcome, seconds) {
      duration.observe({ verb }, seconds);
      requests.inc({ verb, outcome });
    },
    countRejections(counts) {
      for (const [reason, count] of counts) rejected.inc({ reason }, count);
    },
    countBind(outcome) {
      binds.inc({ outcome });
    },
  };
}

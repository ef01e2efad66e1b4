import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { FragmentationReport, ProfileReport } from '../advisor/fragmentation.ts';
import type { PoolOptions } from '../advisor/pools.ts';
import { type Reporter, rememberReport } from '../advisor/report-memory.ts';
import type { BindLabel } from '../binding/outcome.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import type { RejectionCode } from '../extender/rejection.ts';

/** The verbs of the extender. */
export type Verb = 'filter' | 'prioritize' | 'preempt' | 'bind';

/** How a call of a verb ended: answered, answered with an error, or cut off before it had its whole answer. */
export type Outcome = 'ok' | 'error' | 'aborted';

/** What is counted while the program runs, and the registry that Prometheus reads. */
export interface Metrics {
  readonly registry: Registry;
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
  readonly pools: PoolOptions;
  /** Shared with whoever else reports on these pools. */
  readonly report?: Reporter;
}

/** From 0.25 ms, well under the 5 s after which kube-scheduler gives up by default. */
const DURATION_BUCKETS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Makes a registry of its own, with the metrics of the Node.js process. */
export function createMetrics({ cluster, ageSeconds, pools, report }: MetricsSource): Metrics {
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
  registerHeadroom(registry, report ?? rememberReport(cluster, pools));
  return {
    registry,
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

/** Headroom per pool, profile and rung. */
function registerHeadroom(registry: Registry, report: Reporter): void {
  registerRungs(registry, report, {
    name: 'slicewise_headroom_instances',
    help: 'Further GPU instances of a profile that a pool is certain to have: as shaped, idle instances recut, pods moved.',
    rungs: ({ asShaped, reshaped, repacked }) => [
      ['as-shaped', asShaped],
      ['reshaped', reshaped],
      ['repacked', repacked],
    ],
  });
  // A metric of its own, not another rung: its difference to the first is the uncertainty, and sums stay meaningful.
  registerRungs(registry, report, {
    name: 'slicewise_headroom_possible_instances',
    help: 'The most that slicewise_headroom_instances may be; larger where it is not known which instances are used.',
    rungs: ({ reshapedMost }) => [['reshaped', reshapedMost]],
  });
}

interface RungsMetric {
  readonly name: string;
  readonly help: string;
  readonly rungs: (profile: ProfileReport) => readonly (readonly [rung: string, instances: number])[];
}

function registerRungs(registry: Registry, report: Reporter, { name, help, rungs }: RungsMetric): void {
  let shown: FragmentationReport | undefined;
  new Gauge({
    name,
    help,
    labelNames: ['pool', 'model', 'profile', 'rung'] as const,
    registers: [registry],
    async collect() {
      const present = await report();
      if (present === undefined || present === shown) return;
      shown = present;
      this.reset();
      for (const { name: pool, model, profiles } of present.pools) {
        for (const each of profiles) {
          for (const [rung, instances] of rungs(each))
            this.set({ pool, model, profile: each.profile, rung }, instances);
        }
      }
    },
  });
}

import { performance } from 'node:perf_hooks';
import { createRater } from '../../solver/placement/rater.ts';
import type { DisplacementOptions } from '../advisor/displacement.ts';
import { type Explanation, explain } from '../advisor/explain.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import { waitingPods } from '../cluster/waiting-pods.ts';
import { readDecisionOptions } from '../config/decision-options.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { formatExplanation } from './explanation-text.ts';
import { findPod } from './find-pod.ts';
import { type Opened, openCluster } from './open-cluster.ts';
import { type OutputFormat, print, printJson, warnOfProblems } from './output.ts';
import { formatPendingPods } from './pending-table.ts';
import { showProgress } from './progress.ts';

/** Options of `slicewise explain`. */
export interface ExplainOptions extends ClusterOptions {
  readonly output: OutputFormat;
  readonly policy: string;
  readonly modelCost: readonly string[];
  /** Where a pod without a namespace is looked for; of all pending pods, only those in it. */
  readonly namespace?: string;
  /** Of all pending pods, the most to explain. */
  readonly limit: number;
  /** Most pods to restart. */
  readonly maxMoves: number;
  /** Exit with 1 where a pod has no place now. */
  readonly exitCode?: boolean;
}

const SOLVER_LIMIT_MS = 1000;

/** Runs `slicewise explain [NAMESPACE/POD]`: why the pod is pending, or why it is where it is; without a pod, all that are pending. */
export async function runExplain(name: string | undefined, options: ExplainOptions): Promise<void> {
  const { policy, costs } = readDecisionOptions(options.policy, options.modelCost);
  const opened = await openCluster(options);
  const cluster = opened.value;
  const search: DisplacementOptions = {
    rater: createRater({ policy, demand: cluster.demand, costs }),
    limit: { now: () => performance.now(), milliseconds: SOLVER_LIMIT_MS },
    mostMoves: options.maxMoves,
  };
  const explanations =
    name === undefined ? explainWaiting(cluster, search, options) : [explainOne(opened, name, search, options)];
  warnOfProblems(allProblems(cluster));
  if (options.exitCode === true && !explanations.every(hasPlace)) process.exitCode = 1;
}

function explainOne(
  opened: Opened<Cluster>,
  name: string,
  search: DisplacementOptions,
  { namespace, output }: ExplainOptions,
): Explanation {
  const explanation = explain(opened.value, findPod(opened, name, namespace), search);
  if (output === 'json') printJson(explanation);
  else print(formatExplanation(explanation));
  return explanation;
}

function explainWaiting(
  cluster: Cluster,
  search: DisplacementOptions,
  { namespace, limit, output }: ExplainOptions,
): readonly Explanation[] {
  const waiting = waitingPods(cluster, namespace);
  const progress = showProgress('pods explained');
  const pods = waiting.slice(0, limit).map((pod, index, { length }) => {
    progress.update(index, length);
    return explain(cluster, pod, search);
  });
  progress.clear();
  const more = waiting.length - pods.length;
  if (output === 'json') printJson({ pods, more });
  else print(formatPendingPods(pods, more, namespace));
  return pods;
}

function hasPlace({ cause }: Explanation): boolean {
  return cause === 'placeable' || cause === 'bound' || cause === 'finished';
}

import { performance } from 'node:perf_hooks';
import { createRater, type Rater } from '../../solver/placement/rater.ts';
import { givenDemand } from '../advisor/given-demand.ts';
import { migPartedConfiguration } from '../advisor/mig-parted-output.ts';
import { nvidiaSmiScript } from '../advisor/nvidia-smi-script.ts';
import { poolsOf } from '../advisor/pools.ts';
import { type Recommended, recommendSteps } from '../advisor/recommend.ts';
import { recommendForPod } from '../advisor/recommend-for-pod.ts';
import type { Recommendation, Rung } from '../advisor/recommendation.ts';
import { stuckSteps } from '../advisor/stuck-pods.ts';
import { BadInput } from '../bad-input.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import { statedDemand } from '../cluster/stated-demand.ts';
import { readDecisionOptions } from '../config/decision-options.ts';
import { atOnce } from '../sliced.ts';
import { checkPool } from './check-pool.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { formatExplanation } from './explanation-text.ts';
import { findPod } from './find-pod.ts';
import { type Opened, openCluster } from './open-cluster.ts';
import { print, printJson, warn, warnOfProblems } from './output.ts';
import { warnOfPoolLabel } from './pool-label.ts';
import type { RecommendFormat } from './recommend-options.ts';
import { formatRecommendations } from './recommendation-text.ts';

/** Options of `slicewise recommend`. */
export interface RecommendOptions extends ClusterOptions {
  readonly output: RecommendFormat;
  readonly policy: string;
  readonly modelCost: readonly string[];
  readonly poolLabel?: string;
  /** Only for this pod, `NAMESPACE/POD`: the cheapest change, so rungs, a pool or a capacity share do not go with it. */
  readonly for?: string;
  /** Goes with `for` only. */
  readonly namespace?: string;
  /** Only these rungs; all where there is none. */
  readonly rung: readonly Rung[];
  /** Only this pool. */
  readonly pool?: string;
  readonly maxMoves: number;
  /** Weights of profiles in place of the demand that is seen. */
  readonly demand: Readonly<Record<string, number>>;
  /** Per cent of a pool that stays in use while nodes are drained. */
  readonly capacityShare: number;
  /** Seconds for the whole search. */
  readonly timeLimit: number;
}

/**
 * Runs `slicewise recommend`. Ends with status 1 where nothing is recommended for a pod that was asked for.
 *
 * @throws BadInput naming the pod or the pool that is not there, or an option that goes with another one only.
 */
export async function runRecommend(options: RecommendOptions): Promise<void> {
  if (options.namespace !== undefined && options.for === undefined) {
    throw new BadInput('--namespace: it says where the pod of --for is; GPUs are in no namespace');
  }
  const { policy, costs } = readDecisionOptions(options.policy, options.modelCost);
  const opened = await openCluster(options, { poolLabel: options.poolLabel });
  const demand = givenDemand(options.demand);
  const cluster = demand === undefined ? opened.value : { ...opened.value, ...statedDemand(demand) };
  const rater = createRater({ policy, demand: cluster.demand, costs });
  if (options.for === undefined) printFound(search(cluster, rater, options), cluster, options);
  else printForPod({ ...opened, value: cluster }, options.for, rater, options);
  warnOfPoolLabel(cluster, options.poolLabel);
  warnOfProblems(allProblems(cluster));
}

function limitOf({ timeLimit }: RecommendOptions) {
  return { now: () => performance.now(), milliseconds: timeLimit * 1000 };
}

function search(cluster: Cluster, rater: Rater, options: RecommendOptions): Recommended {
  const { pool: wanted, rung, maxMoves, poolLabel } = options;
  checkPool(cluster, wanted, poolLabel);
  return atOnce(
    recommendSteps(cluster, {
      pools: { poolLabel },
      rater,
      at: null,
      maxMoves,
      capacityShare: options.capacityShare / 100,
      limit: limitOf(options),
      triggerOf: () => ({ kind: 'asked' }),
      only: wanted,
      ...(rung.length === 0 ? {} : { rungs: new Set(rung) }),
    }),
  );
}

function printForPod(opened: Opened<Cluster>, name: string, rater: Rater, options: RecommendOptions): void {
  const cluster = opened.value;
  const pod = findPod(opened, name, options.namespace);
  const stuck = atOnce(stuckSteps(cluster, rater));
  const pools = poolsOf(cluster, { poolLabel: options.poolLabel });
  const { explanation, recommendation } = recommendForPod({ cluster, rater, stuck, at: null }, pools, pod, {
    limit: limitOf(options),
    mostMoves: options.maxMoves,
  });
  const recommendations = recommendation === undefined ? [] : [recommendation];
  if (recommendation === undefined) process.exitCode = 1;
  if (options.output === 'text' && recommendation === undefined) {
    print(`Nothing is recommended.\n\n${formatExplanation(explanation)}`);
    return;
  }
  printFound({ recommendations, undecided: [] }, cluster, options);
}

function printFound({ recommendations, undecided }: Recommended, cluster: Cluster, { output }: RecommendOptions): void {
  switch (output) {
    case 'json':
      printJson({ recommendations, undecided });
      break;
    case 'text':
      print(formatRecommendations(recommendations));
      break;
    case 'nvidia-smi':
      process.stdout.write(nvidiaSmiScript(recommendations, cluster));
      warnOfOthers(recommendations, ['reshape'], 'pods have to be restarted or drained for them');
      break;
    case 'mig-parted':
      process.stdout.write(migPartedConfiguration(recommendations, cluster));
      warnOfOthers(recommendations, ['reshape', 'repartition'], 'mig-parted moves no pod');
  }
  if (undecided.length > 0) {
    warn(`not all was looked at: ${undecided.join('; ')}.`);
  }
}

function warnOfOthers(all: readonly Recommendation[], shown: readonly Rung[], reason: string): void {
  const others = all.filter(({ rung }) => !shown.includes(rung));
  if (others.length > 0) warn(`${others.length} of ${all.length} recommendations are left out: ${reason}.`);
}

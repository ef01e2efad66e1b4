import type { Rater } from '../../solver/placement/rater.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import { compareText } from '../../solver/text-order.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { Steps } from '../sliced.ts';
import type { Grounds } from './assemble.ts';
import { deadlineOf } from './deadline.ts';
import { poolDemandSteps } from './pool-demand.ts';
import { poolsOf } from './pools.ts';
import { recommendForPod } from './recommend-for-pod.ts';
import { recommendMoves } from './recommend-moves.ts';
import { recommendRepartition } from './recommend-repartition.ts';
import { recommendReshape } from './recommend-reshape.ts';
import { rungs as allRungs, type Recommendation, type Rung, type Trigger } from './recommendation.ts';
import { onePerTemplate, stuckSteps } from './stuck-pods.ts';

/** What recommendations are sought for, and how. */
export interface RecommendOptions {
  readonly pools: PoolOptions;
  readonly rater: Rater;
  /** When the state was current, RFC 3339; null for a snapshot. */
  readonly at: string | null;
  /** Most pods that one recommendation restarts. */
  readonly maxMoves: number;
  /** Share of a pool's memory slices that stays in use while nodes are drained, 0 to 1. */
  readonly capacityShare: number;
  /** For everything together. */
  readonly limit: TimeLimit;
  /** Why a pool is looked at as a whole; undefined where it is not. */
  readonly triggerOf: (pool: string) => Trigger | undefined;
  /** Only this pool; all by default. */
  readonly only?: string | undefined;
  /** Whether a pod has waited long enough to be looked at; all have by default. */
  readonly isDue?: (pod: Pod) => boolean;
  /** Asked between steps: what is found by then is not needed any more. */
  readonly isCancelled?: () => boolean;
  /** Only these rungs; all by default. */
  readonly rungs?: ReadonlySet<Rung>;
}

/** What came of a search. */
export interface Recommended {
  /** By pool; the cheapest rung first. */
  readonly recommendations: readonly Recommendation[];
  /** What was not looked at and why, in words. */
  readonly undecided: readonly string[];
}

/** Pods that wait come from few templates; of more than these only the most urgent are looked at. */
const MOST_TEMPLATES = 20;

const TIME_WAS_UP = 'the time was up';
const TOO_MANY_TEMPLATES = `only the ${MOST_TEMPLATES} most urgent of the pods that differ are looked at`;

/**
 * Everything that would help: for each pool the best reshape, the moves that gain the most and the best new layouts; and the
 * cheapest change that lets a pod run, for those that wait and that no node has room for: one pod of each template.
 */
export function* recommendSteps(cluster: Cluster, options: RecommendOptions): Steps<Recommended> {
  const { pools: grouping, rater, at, maxMoves, capacityShare, limit, triggerOf, only } = options;
  const { rungs = new Set(allRungs), isDue = () => true, isCancelled = () => false } = options;

  const deadline = deadlineOf(limit);
  /** So that one search cannot take all the time of the others. */
  const part = (): TimeLimit => deadline.rest(1 / 3);
  const pools = poolsOf(cluster, grouping);
  const demands = yield* poolDemandSteps(cluster, pools);
  const stuck = yield* stuckSteps(cluster, rater);
  const grounds: Grounds = { cluster, rater, stuck, at };
  const found: Recommendation[] = [];
  const undecided: string[] = [];

  for (const pool of pools) {
    const trigger = triggerOf(pool.name);
    if (trigger === undefined || (only !== undefined && only !== pool.name)) continue;
    yield;
    if (deadline.isOver() || isCancelled()) {
      undecided.push(`pool ${pool.name}: ${TIME_WAS_UP}`);
      continue;
    }
    const demand = demands.get(pool) ?? cluster.demand;
    if (rungs.has('reshape')) found.push(...some(recommendReshape(grounds, pool, demand, trigger, part())));
    yield;
    if (rungs.has('moves')) {
      const how = { mostMoves: maxMoves, limit: part() };
      found.push(...some(recommendMoves(grounds, pool, demand, trigger, how)));
    }
    yield;
    if (rungs.has('repartition')) {
      const how = { capacityShare, limit: part() };
      found.push(...some(recommendRepartition(grounds, pool, demand, trigger, how)));
    }
  }
  // No pod is a reason to drain nodes.
  const isForPods = rungs.has('reshape') || rungs.has('moves');
  for (const [index, pod] of (isForPods ? onePerTemplate(stuck.filter(isDue)) : []).entries()) {
    yield;
    if (index >= MOST_TEMPLATES || deadline.isOver() || isCancelled()) {
      undecided.push(`pod ${pod.key}: ${index >= MOST_TEMPLATES ? TOO_MANY_TEMPLATES : TIME_WAS_UP}`);
      continue;
    }
    const { recommendation } = recommendForPod(grounds, pools, pod, { limit: part(), mostMoves: maxMoves });
    const isAsked = recommendation !== undefined && rungs.has(recommendation.rung);
    if (isAsked && (only === undefined || only === recommendation.pool)) found.push(recommendation);
  }
  return { recommendations: inOrder(found), undecided };
}

function some<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** Each once, by pool, rung and ID, so that the same state always gives the same list. */
function inOrder(found: readonly Recommendation[]): readonly Recommendation[] {
  const each = [...new Map(found.map((one) => [one.id, one])).values()];
  const key = ({ pool, rung, id }: Recommendation): string => `${pool} ${allRungs.indexOf(rung)} ${id}`;
  return each.sort((a, b) => compareText(key(a), key(b)));
}

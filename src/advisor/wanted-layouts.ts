import { nodePart } from '../../solver/headroom/pool.ts';
import { phi } from '../../solver/placement/phi.ts';
import { createRater } from '../../solver/placement/rater.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import { withPromised } from '../cluster/promised.ts';
import type { Steps } from '../sliced.ts';
import { poolDemandSteps } from './pool-demand.ts';
import { type PoolLayouts, poolLayouts } from './pool-layouts.ts';
import { poolsOf } from './pools.ts';

/** Which layouts the demand wants, pool by pool. Plain data: what `slicewise layouts -o json` and the API print. */
export interface WantedLayouts {
  readonly pools: readonly PoolLayouts[];
  /** Pools whose nodes are all in carve mode: their instances are cut as pods arrive. */
  readonly carved: readonly string[];
}

/** What layouts are sought for, and how. */
export interface LayoutsOptions {
  readonly pools: PoolOptions;
  /** Memory slices needed in the mean, as a share of those of the pool; see `PoolLayouts.load`. */
  readonly load?: number | undefined;
  /** Only this pool; all by default. */
  readonly only?: string | undefined;
  /** For everything together. Where it ends a search, the layouts found so far are told, and how far from the best they could be. */
  readonly limit: TimeLimit;
}

/**
 * The layouts that the demand of each pool wants, as if its GPUs were empty, beside those that it has. GPUs of nodes in
 * carve mode take no part.
 */
export function* wantedLayoutsSteps(
  cluster: Cluster,
  { pools: grouping, load, only, limit }: LayoutsOptions,
): Steps<WantedLayouts> {
  const until = limit.now() + limit.milliseconds;
  const rater = createRater({ policy: phi, demand: cluster.demand });
  const named = poolsOf(cluster, grouping);
  const demands = yield* poolDemandSteps(cluster, named);
  const asked = named.filter(({ name }) => only === undefined || only === name);
  const still = asked.filter(({ members }) => members.some(({ mode }) => mode === 'static'));
  const found: PoolLayouts[] = [];
  for (const [index, pool] of still.entries()) {
    yield;
    const { model } = pool;
    const members = pool.members.filter(({ mode }) => mode === 'static');
    const nodes = members.map((node) => nodePart(withPromised(node, rater), model));
    const milliseconds = Math.max(1, (until - limit.now()) / (still.length - index));
    const demand = demands.get(pool) ?? cluster.demand;
    found.push(poolLayouts({ ...pool, members, nodes }, demand, { load, limit: { now: limit.now, milliseconds } }));
  }
  return { pools: found, carved: asked.filter((pool) => !still.includes(pool)).map(({ name }) => name) };
}

import { performance } from 'node:perf_hooks';
import { givenDemand } from '../advisor/given-demand.ts';
import { wantedLayoutsSteps } from '../advisor/wanted-layouts.ts';
import { allProblems } from '../cluster/cluster.ts';
import { statedDemand } from '../cluster/stated-demand.ts';
import { atOnce } from '../sliced.ts';
import { checkPool } from './check-pool.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { formatLayouts } from './layouts-text.ts';
import { openCluster } from './open-cluster.ts';
import { type OutputFormat, print, printJson, warnOfProblems } from './output.ts';
import { warnOfPoolLabel } from './pool-label.ts';

/** Options of `slicewise layouts`. */
export interface LayoutsCommandOptions extends ClusterOptions {
  readonly output: OutputFormat;
  readonly poolLabel?: string;
  /** Only this pool. */
  readonly pool?: string;
  /** Weights of profiles in place of the demand that is seen. */
  readonly demand: Readonly<Record<string, number>>;
  /** Memory slices needed in the mean, as a share of the pool's. */
  readonly load?: number;
  /** Seconds for the whole search. */
  readonly timeLimit: number;
}

/**
 * Runs `slicewise layouts`: which layouts the demand of each pool wants, and the acceptance to be expected of them.
 *
 * @throws BadInput naming the pool that is not there.
 */
export async function runLayouts(options: LayoutsCommandOptions): Promise<void> {
  const { output, poolLabel, pool, load, timeLimit } = options;
  const opened = await openCluster(options, { poolLabel });
  const demand = givenDemand(options.demand);
  const cluster = demand === undefined ? opened.value : { ...opened.value, ...statedDemand(demand) };
  checkPool(cluster, pool, poolLabel);
  const limit = { now: () => performance.now(), milliseconds: timeLimit * 1000 };
  const found = atOnce(wantedLayoutsSteps(cluster, { pools: { poolLabel }, load, only: pool, limit }));
  if (output === 'json') printJson(found);
  else print(formatLayouts(found));
  warnOfPoolLabel(cluster, poolLabel);
  warnOfProblems(allProblems(cluster));
}

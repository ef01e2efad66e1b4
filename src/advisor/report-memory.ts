import type { Cluster } from '../cluster/cluster.ts';
import { inSlices } from '../sliced.ts';
import { type FragmentationReport, fragmentationSteps } from './fragmentation.ts';
import type { PoolOptions } from './pools.ts';

/** Tells the report on the present state; undefined where there is none. */
export type Reporter = () => Promise<FragmentationReport | undefined>;

/** The report is computed once per state, however often and by how many it is asked for, while calls go on. */
export function rememberReport(cluster: () => Cluster | undefined, pools: PoolOptions): Reporter {
  let known: { readonly state: Cluster; readonly report: Promise<FragmentationReport> } | undefined;
  return async () => {
    const state = cluster();
    if (state === undefined) return undefined;
    if (known?.state !== state) known = { state, report: inSlices(fragmentationSteps(state, pools)) };
    return await known.report;
  };
}

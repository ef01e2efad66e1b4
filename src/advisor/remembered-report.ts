import type { Cluster } from '../cluster/cluster.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import { inSlices } from '../sliced.ts';
import { type FragmentationReport, fragmentationSteps } from './fragmentation.ts';

/** Tells the report on the present state; undefined where there is none. */
export type Reporter = () => Promise<FragmentationReport | undefined>;

/** A report that is computed once per state, however often and for whatever it is asked, while calls go on. */
export function rememberReport(cluster: () => Cluster | undefined, pools: PoolOptions): Reporter {
  let known: { readonly state: Cluster; readonly report: Promise<FragmentationReport> } | undefined;
  return async () => {
    const state = cluster();
    if (state === undefined) return undefined;
    if (known?.state !== state) known = { state, report: inSlices(fragmentationSteps(state, pools)) };
    return await known.report;
  };
}

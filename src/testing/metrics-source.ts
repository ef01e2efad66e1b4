import { rememberReport } from '../advisor/remembered-report.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { MetricsSource } from '../metrics/registry.ts';

/** What metrics are made from: whatever state `cluster` tells, read just now; by default none. */
export function metricsSource(cluster: () => Cluster | undefined = () => undefined, perGpu = false): MetricsSource {
  const pools = {};
  return {
    cluster,
    ageSeconds: () => 0,
    isDeciding: () => true,
    pools,
    report: rememberReport(cluster, pools),
    perGpu,
  };
}

import type { Cluster } from '../cluster/cluster.ts';
import type { MetricsSource } from '../metrics/registry.ts';
import { plainRater } from './objects.ts';

/** What metrics are made from: whatever state `cluster` tells, read just now; by default none. */
export function metricsSource(cluster: () => Cluster | undefined = () => undefined, perGpu = false): MetricsSource {
  return { cluster, ageSeconds: () => 0, isDeciding: () => true, rater: plainRater, pools: {}, threshold: 0.2, perGpu };
}

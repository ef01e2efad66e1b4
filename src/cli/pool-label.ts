import type { Cluster } from '../cluster/cluster.ts';
import { warn } from './output.ts';

/** What is to be said where a pool label puts all GPUs into one pool because it is on none of their nodes. */
export function unusedPoolLabel({ nodes }: Cluster, label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  const isSet = nodes.some(({ labels, migGpus }) => migGpus.length > 0 && labels[label] !== undefined);
  return isSet ? undefined : `--pool-label: no node with GPUs in MIG mode has the label "${label}"`;
}

/** Says it on standard error. */
export function warnOfPoolLabel(cluster: Cluster, label: string | undefined): void {
  const unused = unusedPoolLabel(cluster, label);
  if (unused !== undefined) warn(`${unused}.`);
}

import type { Cluster } from '../cluster/cluster.ts';
import { warn } from './output.ts';

/** Says on standard error where `--pool-label` puts all GPUs into one pool because the label is on none of their nodes. */
export function warnOfPoolLabel({ nodes }: Cluster, label: string | undefined): void {
  if (label === undefined) return;
  const isSet = nodes.some(({ labels, migGpus }) => migGpus.length > 0 && labels[label] !== undefined);
  if (!isSet) warn(`--pool-label: no node with GPUs in MIG mode has the label "${label}".`);
}

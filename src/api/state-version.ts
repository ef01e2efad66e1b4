import { randomBytes } from 'node:crypto';
import type { Cluster } from '../cluster/cluster.ts';

/** States are numbered as they are first asked for; the process's own mark tells them from those of other replicas. */
const PROCESS = randomBytes(4).toString('hex');

const versions = new WeakMap<Cluster, string>();
let latest = 0;

/** A text that is equal for the same state, and for no other. */
export function versionOf(cluster: Cluster): string {
  const version = versions.get(cluster) ?? `${PROCESS}-${++latest}`;
  versions.set(cluster, version);
  return version;
}

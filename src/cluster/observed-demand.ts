import type { Demand } from '../../solver/placement/demand.ts';
import type { ClusterNode } from './node.ts';
import type { Pod } from './pod.ts';

const HALF_LIFE_MS = 24 * 3600 * 1000;

/** A node of eight GPUs full of the smallest profile: no single pod shows more demand, whatever it asks for. */
const MOST_OF_ONE_POD = 56;

/**
 * The demand that a cluster's pods show: every pod counts as one arrival per instance it asks for, whatever became of
 * it, halved for each day between its creation and that of the newest pod; a pending pod counts in full. There is no
 * clock in it, so a snapshot always shows the same demand.
 */
export function observedDemand(pods: Iterable<Pod>, nodeOf: (name: string) => ClusterNode | undefined): Demand {
  const all = [...pods];
  const newest = all.reduce((latest, { createdAt }) => Math.max(latest, createdAt), 0);
  const demand = new Map<string, number>();
  for (const pod of all) {
    const isPending = pod.node === undefined && !pod.isFinished;
    const weight = isPending ? 1 : 0.5 ** ((newest - pod.createdAt) / HALF_LIFE_MS);
    for (const { profile, count } of instancesAsked(pod, nodeOf)) {
      demand.set(profile, (demand.get(profile) ?? 0) + weight * Math.min(count, MOST_OF_ONE_POD));
    }
  }
  return demand;
}

function instancesAsked(
  { gpus, node }: Pod,
  nodeOf: (name: string) => ClusterNode | undefined,
): readonly { readonly profile: string; readonly count: number }[] {
  const named = gpus.instances.flatMap(({ profile, count }) => (profile === undefined ? [] : [{ profile, count }]));
  const single = node === undefined ? undefined : nodeOf(node)?.single;
  return single === undefined || gpus.devices === 0 ? named : [...named, { profile: single, count: gpus.devices }];
}

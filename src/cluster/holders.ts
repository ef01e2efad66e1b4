import { type Gpu, type Holder, type Instance, idleInstance } from './gpu.ts';
import { readPlacementAnnotation, withChosenPlacement } from './placement-annotation.ts';
import type { Pod } from './pod.ts';

/** GPUs whose holders have been compared with the pods that exist, and what did not agree. */
export interface SettledGpus {
  readonly gpus: readonly Gpu[];
  readonly problems: readonly string[];
}

/**
 * Compares what a node's report says of holders with the pods themselves. A finished pod holds nothing; a pod that is
 * not on this node leaves its instance used by a stranger, because a missing record does not mean that it is free.
 *
 * @param findPod Any pod of the cluster by `namespace/name`.
 */
export function settleHolders(
  node: string,
  gpus: readonly Gpu[],
  findPod: (key: string) => Pod | undefined,
): SettledGpus {
  const problems: string[] = [];
  const settle = (instance: Instance, gpu: number): Instance => {
    const { placement, holder } = instance;
    if (holder.kind !== 'pod') return instance;
    const pod = findPod(holder.pod);
    if (pod?.isFinished) return idleInstance(placement);
    if (pod?.node === node) return instance;
    problems.push(
      `GPU ${gpu}: ${placement.profile.name}@${placement.start} is said to be held by ${holder.pod}, which is not on this node; counted as used`,
    );
    const stranger: Holder = { kind: 'stranger', pod: holder.pod };
    return { placement, holder: stranger };
  };
  const settled = gpus.map((gpu) => {
    if (gpu.kind !== 'mig') return gpu;
    const instances = gpu.instances.map((instance) => settle(instance, gpu.index));
    return instances.every((instance, index) => instance === gpu.instances[index]) ? gpu : { ...gpu, instances };
  });
  // The same list where nothing changed: what was made of it is remembered with it.
  return { gpus: settled.every((gpu, index) => gpu === gpus[index]) ? gpus : settled, problems };
}

/** Carve mode: gives the pods of a node the instances that were chosen for them when they were bound. */
export function applyPlacements(gpus: readonly Gpu[], pods: readonly Pod[]): SettledGpus {
  const problems: string[] = [];
  let settled = gpus;
  for (const { key, placement } of pods) {
    if (placement === undefined) continue;
    const chosen = readPlacementAnnotation(placement);
    if (!chosen.ok) {
      problems.push(`Pod ${key}: ${chosen.error}`);
      continue;
    }
    for (const each of chosen.value) {
      const next = withChosenPlacement(settled, key, each);
      if (next.ok) settled = next.value;
      else problems.push(`Pod ${key}: ${next.error}`);
    }
  }
  return { gpus: settled, problems };
}

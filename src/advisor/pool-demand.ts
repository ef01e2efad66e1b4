import { profileOf } from '../../solver/model/profile-name.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { ineligibility } from '../cluster/eligibility.ts';
import type { Pod } from '../cluster/pod.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import type { Steps } from '../sliced.ts';
import type { NamedPool } from './pools.ts';

/**
 * What is asked of each pool, by profile: what was bound to it and to no pool, each with its age's weight, and the pods that
 * wait and may run on one of its nodes, as far as quotas let them. Where nothing was asked of a pool, it is what is asked
 * of the whole cluster.
 */
export function* poolDemandSteps(cluster: Cluster, pools: readonly NamedPool[]): Steps<ReadonlyMap<NamedPool, Demand>> {
  const waiting = yield* waitingSteps(cluster);
  const worth = worthOfWaiting(cluster, waiting);
  const demands = new Map<NamedPool, Demand>();
  for (const pool of pools) {
    const demand = new Map<string, number>();
    const add = (profile: string, instances: number): void => {
      if (instances > 0 && profileOf(pool.model, profile).ok) {
        demand.set(profile, (demand.get(profile) ?? 0) + instances);
      }
    };
    for (const bound of [cluster.arrivals.get(pool.name), cluster.arrivals.get('')]) {
      for (const [profile, instances] of bound ?? []) add(profile, instances);
    }
    const mayRun = eligibilityFor(pool);
    for (const pod of waiting) {
      if (!pod.gpus.instances.some(({ profile }) => profile !== undefined) || !mayRun(pod)) continue;
      for (const { profile, count } of pod.gpus.instances) {
        if (profile !== undefined) add(profile, count * worth(pod.namespace, profile));
      }
    }
    demands.set(pool, demand.size === 0 ? cluster.demand : demand);
    yield;
  }
  return demands;
}

/** The part of what a namespace's waiting pods ask of a profile that counts: less than 1 where a quota caps it. */
function worthOfWaiting(
  { waitingDemand }: Cluster,
  waiting: readonly Pod[],
): (namespace: string, profile: string) => number {
  const asked = new Map<string, number>();
  for (const { namespace, gpus } of waiting) {
    for (const { profile, count } of gpus.instances) {
      const key = `${namespace} ${profile}`;
      asked.set(key, (asked.get(key) ?? 0) + count);
    }
  }
  return (namespace, profile) => {
    const all = asked.get(`${namespace} ${profile}`) ?? 0;
    return all === 0 ? 0 : (waitingDemand.get(namespace)?.get(profile) ?? 0) / all;
  };
}

/** Pods of one template may run on the same nodes, so each template is looked at once. */
function eligibilityFor({ members }: NamedPool): (pod: Pod) => boolean {
  const known = new Map<Pod['constraints'], boolean>();
  return ({ constraints }) => {
    const before = known.get(constraints);
    if (before !== undefined) return before;
    const mayRun = members.some((node) => ineligibility(constraints, node) === undefined);
    known.set(constraints, mayRun);
    return mayRun;
  };
}

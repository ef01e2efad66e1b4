import { profileOfResource } from '../../solver/model/profile-name.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import { compareText } from '../../solver/text-order.ts';
import type { Quota } from './quota.ts';

/** Instances asked for by profile, by namespace. */
export type DemandByNamespace = ReadonlyMap<string, Demand>;

/** What waits and what is held in each namespace. Only whole numbers are added up, so their order does not matter. */
export interface WaitingDemand {
  add(namespace: string, resource: string, instances: number): void;
  hold(namespace: string, resource: string, instances: number): void;
  /** What waits, by profile: per namespace and resource at most what the quotas leave beside what is held. */
  within(quotas: readonly Quota[]): DemandByNamespace;
}

/** Makes one in which nothing waits. */
export function createWaitingDemand(): WaitingDemand {
  const waiting = new Map<string, Map<string, number>>();
  const held = new Map<string, Map<string, number>>();
  return {
    add: (namespace, resource, instances) => bump(waiting, namespace, resource, instances),
    hold: (namespace, resource, instances) => bump(held, namespace, resource, instances),
    within(quotas) {
      const limits = limitsOf(quotas);
      return new Map(
        [...waiting]
          .sort(([a], [b]) => compareText(a, b))
          .map(([namespace, resources]) => {
            const left = (resource: string): number =>
              (limits.get(`${namespace} ${resource}`) ?? Number.POSITIVE_INFINITY) -
              (held.get(namespace)?.get(resource) ?? 0);
            return [namespace, byProfile(resources, left)];
          }),
      );
    },
  };
}

function bump(counts: Map<string, Map<string, number>>, namespace: string, resource: string, by: number): void {
  const resources = counts.get(namespace) ?? new Map<string, number>();
  const count = (resources.get(resource) ?? 0) + by;
  if (count === 0) resources.delete(resource);
  else resources.set(resource, count);
  if (resources.size === 0) counts.delete(namespace);
  else counts.set(namespace, resources);
}

/** Instances by the profiles that resources name, of each resource at most what is left. */
function byProfile(resources: ReadonlyMap<string, number>, left: (resource: string) => number): Demand {
  const profiles = new Map<string, number>();
  for (const [resource, count] of resources) {
    const named = profileOfResource(resource);
    if (!named.ok) continue;
    const { profile } = named.value;
    profiles.set(profile, (profiles.get(profile) ?? 0) + Math.max(0, Math.min(count, left(resource))));
  }
  return profiles;
}

/** The tightest limit on a resource in a namespace, by `NAMESPACE RESOURCE`. Kubernetes counts each name by itself. */
function limitsOf(quotas: readonly Quota[]): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { namespace, resource, hard } of quotas) {
    const key = `${namespace} ${resource}`;
    limits.set(key, Math.min(hard, limits.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return limits;
}

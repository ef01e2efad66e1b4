import { profileOfResource } from '../../solver/model/profile-name.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import { compareText } from '../../solver/text-order.ts';
import type { Quota } from './quota.ts';

/** Instances asked for by profile, by namespace. */
export type DemandByNamespace = ReadonlyMap<string, Demand>;

/** What waits and what is held in each namespace. Only whole numbers are added up, so their order does not matter. */
export interface WaitingDemand {
  add(namespace: string, profile: string, instances: number): void;
  hold(namespace: string, profile: string, instances: number): void;
  /** What waits: per namespace and profile at most what the quotas leave beside what is held. */
  within(quotas: readonly Quota[]): DemandByNamespace;
}

/** Makes one in which nothing waits. */
export function createWaitingDemand(): WaitingDemand {
  const waiting = new Map<string, Map<string, number>>();
  const held = new Map<string, Map<string, number>>();
  return {
    add: (namespace, profile, instances) => bump(waiting, namespace, profile, instances),
    hold: (namespace, profile, instances) => bump(held, namespace, profile, instances),
    within(quotas) {
      const limits = limitsOf(quotas);
      const left = (namespace: string, profile: string): number =>
        (limits.get(`${namespace} ${profile}`) ?? Number.POSITIVE_INFINITY) - (held.get(namespace)?.get(profile) ?? 0);
      return new Map(
        [...waiting]
          .sort(([a], [b]) => compareText(a, b))
          .map(([namespace, profiles]) => [
            namespace,
            new Map(
              [...profiles].map(([profile, count]) => [
                profile,
                Math.max(0, Math.min(count, left(namespace, profile))),
              ]),
            ),
          ]),
      );
    },
  };
}

function bump(counts: Map<string, Map<string, number>>, namespace: string, profile: string, by: number): void {
  const profiles = counts.get(namespace) ?? new Map<string, number>();
  const count = (profiles.get(profile) ?? 0) + by;
  if (count === 0) profiles.delete(profile);
  else profiles.set(profile, count);
  if (profiles.size === 0) counts.delete(namespace);
  else counts.set(namespace, profiles);
}

/** The tightest limit on a profile in a namespace, by `NAMESPACE PROFILE`. */
function limitsOf(quotas: readonly Quota[]): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { namespace, resource, hard } of quotas) {
    const named = profileOfResource(resource);
    if (!named.ok) continue;
    const key = `${namespace} ${named.value.profile}`;
    limits.set(key, Math.min(hard, limits.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return limits;
}

import type { GpuModel, Profile } from '../model/gpu-model.ts';
import { profileOf } from '../model/profile-name.ts';

/** Requests seen per profile name: pending pods plus recent arrivals, decayed, so fractions are normal. */
export type Demand = ReadonlyMap<string, number>;

/** Nothing is known of what will be asked for. */
export const noDemand: Demand = new Map();

/** A profile asked for less often than this is out of demand. */
const LEAST_SHARE = 0.01;

/**
 * Requests that must have been seen before a profile counts as out of demand: if none of n requests was for it, its
 * share is under 1 % with 95 % confidence once 3 / n < 1 % (the rule of three).
 */
const ENOUGH_REQUESTS = 3 / LEAST_SHARE;

/**
 * The profiles of a model that are in demand. With enough requests seen, those with a share of at least 1 %. Before
 * that nothing may be written off: all plain profiles and every variant that was asked for.
 */
export function profilesInDemand(model: GpuModel, demand: Demand): readonly Profile[] {
  const { requests, total } = requestsOf(model, demand);
  const isSeen = ({ ordinal }: Profile): boolean => (requests[ordinal] ?? 0) > 0;
  if (total < ENOUGH_REQUESTS) return model.profiles.filter((profile) => profile.plain || isSeen(profile));
  return model.profiles.filter(({ ordinal }) => (requests[ordinal] ?? 0) >= LEAST_SHARE * total);
}

/**
 * The share of each profile of a model in the demand, by ordinal: what was asked for of it among all that was asked for of
 * this model. Where nothing was, every profile in demand has the same share. They add up to 1.
 */
export function sharesOf(model: GpuModel, demand: Demand): readonly number[] {
  const { requests, total } = requestsOf(model, demand);
  if (total > 0) return requests.map((count) => count / total);
  const demanded = profilesInDemand(model, demand);
  return model.profiles.map((profile) => (demanded.includes(profile) ? 1 / demanded.length : 0));
}

/** Requests by ordinal of the model's profile, whatever the driver calls it; what the model lacks is left out. */
function requestsOf(model: GpuModel, demand: Demand): { readonly requests: readonly number[]; readonly total: number } {
  const requests = model.profiles.map(() => 0);
  for (const [name, count] of demand) {
    const profile = profileOf(model, name);
    if (profile.ok) requests[profile.value.ordinal] = (requests[profile.value.ordinal] ?? 0) + count;
  }
  return { requests, total: requests.reduce((sum, count) => sum + count, 0) };
}

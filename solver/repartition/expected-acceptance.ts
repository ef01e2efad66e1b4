import type { Geometry, GpuModel } from '../model/gpu-model.ts';
import { erlangB } from './erlang-b.ts';

/** What is asked of GPUs of one model, by profile ordinal. */
export interface Asked {
  /** Instances that would be in use in the mean if no request were refused. */
  readonly needed: readonly number[];
  /** Share of the requests; they sum to 1. */
  readonly shares: readonly number[];
}

/** Shares of what is asked for that find an instance, each from 0 to 1. */
export interface Acceptance {
  /** Of the requests for each profile, by ordinal. */
  readonly byProfile: readonly number[];
  /** Of all requests. */
  readonly requests: number;
  /** Of the memory slices that all requests ask for. */
  readonly slices: number;
}

/**
 * The acceptance to be expected of instances that are never recut. A request takes an instance of exactly its profile and
 * goes away where none is idle, so each profile is a loss system of its own: of the requests for it, `B(instances, needed)`
 * are refused by Erlang's formula, whatever the distribution of lifetimes, if they come independently of each other.
 *
 * The requests are weighed by their shares: how often each profile is asked for, and not how many instances of it are in
 * use, which depends on lifetimes, too.
 */
export function expectedAcceptance({ profiles }: GpuModel, instances: Geometry, { needed, shares }: Asked): Acceptance {
  const byProfile = profiles.map(({ ordinal }) => 1 - erlangB(instances[ordinal] ?? 0, needed[ordinal] ?? 0));
  const mean = (weights: readonly number[]): number => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.reduce((sum, weight, ordinal) => sum + weight * (byProfile[ordinal] ?? 0), 0) / total;
  };
  return {
    byProfile,
    requests: mean(shares),
    slices: mean(profiles.map(({ ordinal, memory }) => memory * (shares[ordinal] ?? 0))),
  };
}

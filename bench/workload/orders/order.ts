import type { Profile } from '../../../solver/model/gpu-model.ts';
import type { Random } from '../../cluster/random.ts';

/** A profile and its share of the requests. */
export interface ProfileShare {
  readonly profile: Profile;
  readonly share: number;
}

/** What a stream of requests is made from. The unit of time is the mean lifetime. */
export interface Asked {
  /** The profiles that are asked for, smallest first; at least one, every share above 0, their sum 1. */
  readonly shares: readonly ProfileShare[];
  /** Memory slices that requests hold in the mean over time if each of them is placed. */
  readonly slices: number;
  /** No request comes at this time or later. */
  readonly end: number;
  /** Random numbers that decide when requests come, and what they ask for. Each has its own, so that neither moves the other. */
  readonly arrivals: Random;
  readonly profiles: Random;
  /** The lifetime of the next request, with mean 1; asked for once a request, in order of arrival. */
  readonly nextLifetime: () => number;
}

/** A request for one instance. */
export interface Request {
  readonly at: number;
  readonly profile: Profile;
  readonly lifetime: number;
}

/** Requests for one profile in the mean over time, as a specification says before any is drawn. */
export interface Flow {
  readonly profile: Profile;
  /** How many come in a mean lifetime. */
  readonly rate: number;
  /** Mean lifetimes that each stays, in the mean. */
  readonly stay: number;
}

/** A way in which requests come. */
export interface Order {
  /** When which requests come, in order of arrival. */
  requests(asked: Asked): Iterable<Request>;
  /** What is to be expected of them. A profile may have several flows. */
  flows(asked: Pick<Asked, 'shares' | 'slices'>): readonly Flow[];
}

/** Requests by the shares at a rate that holds the slices, each for one mean lifetime. */
export function steadyFlows({ shares, slices }: Pick<Asked, 'shares' | 'slices'>): readonly Flow[] {
  const rate = slices / meanMemory(shares);
  return shares.map(({ profile, share }) => ({ profile, rate: rate * share, stay: 1 }));
}

/** Memory slices of a request, in the mean over the shares. */
export function meanMemory(shares: readonly ProfileShare[]): number {
  return shares.reduce((sum, { profile, share }) => sum + share * profile.memory, 0);
}

/** A profile by its share; takes one uniform number. */
export function drawProfile(shares: readonly ProfileShare[], random: Random): Profile {
  let left = random.uniform();
  const drawn = shares.find(({ share }) => {
    left -= share;
    return left < 0;
  });
  return (drawn ?? lastOf(shares)).profile;
}

/** The smallest and the largest profile that is asked for. */
export function extremes(shares: readonly ProfileShare[]): { readonly smallest: Profile; readonly largest: Profile } {
  const [first = lastOf(shares)] = shares;
  return { smallest: first.profile, largest: lastOf(shares).profile };
}

/** Times from `start` on and before `end` at which a Poisson process of this rate has events. */
export function* poissonTimes(random: Random, rate: number, start: number, end: number): Generator<number> {
  for (let at = start + random.exponential() / rate; at < end; at += random.exponential() / rate) yield at;
}

function lastOf(shares: readonly ProfileShare[]): ProfileShare {
  const last = shares.at(-1);
  if (last === undefined) throw new RangeError('no profile is asked for');
  return last;
}

import { meanState } from '../replay/mean-state.ts';
import type { Outcome, Run, Sample, State } from '../replay/outcome.ts';
import type { Bound } from '../result.ts';
import { type Estimate, estimate, type Verdict, verdictOf } from './estimate.ts';
import { meanSeries } from './mean-series.ts';
import { type PolicyRole, roleOf } from './policy-roles.ts';
import { type AskedProfile, average, countShare, ratio, sliceShare, sum } from './shares.ts';
import { summariseWaits, type WaitSummary } from './wait-summary.ts';

/**
 * What a policy came to in one scenario, over all its seeds. Shares and differences of shares are parts of 1. What was not
 * measured is undefined.
 */
export interface PolicySummary {
  readonly policy: string;
  readonly role: PolicyRole;
  readonly seeds: number;
  /** Accepted memory slices over those asked for. */
  readonly slices: Estimate | undefined;
  /** Accepted requests over those made. */
  readonly count: number | undefined;
  /** Accepted share of the requests for each profile of the scenario. */
  readonly byProfile: readonly (number | undefined)[];
  /** Slices accepted less those of the default policy, on the same seeds. */
  readonly toDefault: Comparison | undefined;
  /** Slices that the repack oracle, and the clairvoyant program, accept beyond this policy, on the same seeds. */
  readonly toRepack: Estimate | undefined;
  readonly toBound: Estimate | undefined;
  /** The share of the gap between the default and the repack oracle that it closes, where the seeds show that there is one. */
  readonly gapClosed: number | undefined;
  readonly perThousand: PerThousand;
  /** Averages over time and seeds, and the mean course. */
  readonly state: State | undefined;
  readonly series: readonly Sample[];
  readonly firstRejection: FirstRejection | undefined;
  /** With a queue: by profile of the scenario. */
  readonly waits: readonly WaitSummary[] | undefined;
}

/** A paired difference to the default policy and what it says. */
export interface Comparison extends Estimate {
  readonly verdict: Verdict;
}

/** What was done for each 1,000 requests. */
export interface PerThousand {
  readonly moves: number;
  readonly movedSlices: number;
  readonly recuts: number;
  readonly destroyed: number;
}

/** Means over the seeds in which something was rejected. */
export interface FirstRejection {
  readonly seeds: number;
  readonly time: number;
  readonly slicesUsed: number;
}

/** The replays of the same scenario with which those of a policy are compared, by seed. */
export interface Rivals {
  readonly standard: readonly Run[];
  readonly repack: readonly Run[];
  readonly bounds: readonly Bound[];
}

/** Sums up the replays of one scenario with one policy. */
export function summarisePolicy(
  policy: string,
  runs: readonly Run[],
  profiles: readonly AskedProfile[],
  { standard, repack, bounds }: Rivals,
): PolicySummary {
  const outcomes = runs.map(({ outcome }) => outcome);
  const own = sharesBySeed(runs, profiles);
  const [standards, repacked] = [sharesBySeed(standard, profiles), sharesBySeed(repack, profiles)];
  const difference = estimate(differences(own, standards));
  return {
    policy,
    role: roleOf(policy),
    seeds: runs.length,
    slices: estimate([...own.values()]),
    count: average(outcomes.flatMap((outcome) => countShare(outcome) ?? [])),
    byProfile: profiles.map(({ ordinal }) =>
      average(outcomes.flatMap(({ asked, accepted }) => ratio(accepted[ordinal] ?? 0, asked[ordinal] ?? 0) ?? [])),
    ),
    toDefault: difference && { ...difference, verdict: verdictOf(difference) },
    toRepack: estimate(differences(repacked, own)),
    toBound: estimate(differences(boundShares(bounds), own)),
    gapClosed: gapClosed(own, standards, repacked),
    perThousand: perThousand(outcomes),
    state: outcomes.length === 0 ? undefined : meanState(outcomes.map(({ mean }) => mean)),
    series: meanSeries(outcomes.map(({ samples }) => samples)),
    firstRejection: firstRejection(outcomes),
    waits: summariseWaits(outcomes, profiles),
  };
}

/** What the clairvoyant program accepts of the slices asked for, by seed. */
export function boundShares(bounds: readonly Bound[]): Shares {
  return new Map(
    bounds.flatMap(({ seed, askedSlices, acceptedSlices }) => {
      const share = ratio(acceptedSlices, askedSlices);
      return share === undefined ? [] : [[seed, share] as const];
    }),
  );
}

/** Accepted slices over those asked for, by seed. */
type Shares = ReadonlyMap<number, number>;

function sharesBySeed(runs: readonly Run[], profiles: readonly AskedProfile[]): Shares {
  return new Map(
    runs.flatMap(({ seed, outcome }) => {
      const share = sliceShare(outcome, profiles);
      return share === undefined ? [] : [[seed, share] as const];
    }),
  );
}

/** One less other, for every seed that both have. */
function differences(one: Shares, other: Shares): readonly number[] {
  return [...one].flatMap(([seed, value]) => {
    const against = other.get(seed);
    return against === undefined ? [] : [value - against];
  });
}

/** On the seeds that all three have: what the policy gains on the default, over what the oracle does. */
function gapClosed(own: Shares, standards: Shares, repacked: Shares): number | undefined {
  const shared = new Map([...own].filter(([seed]) => standards.has(seed) && repacked.has(seed)));
  const gap = estimate(differences(new Map([...repacked].filter(([seed]) => shared.has(seed))), standards));
  const gain = average(differences(shared, standards));
  return gap === undefined || gain === undefined || !(gap.low > 0) ? undefined : gain / gap.mean;
}

function perThousand(outcomes: readonly Outcome[]): PerThousand {
  const asked = sum(outcomes.map((outcome) => sum(outcome.asked)));
  const per = (pick: (outcome: Outcome) => number): number => 1000 * (ratio(sum(outcomes.map(pick)), asked) ?? 0);
  return {
    moves: per(({ moves }) => moves),
    movedSlices: per(({ movedSlices }) => movedSlices),
    recuts: per(({ recuts }) => recuts),
    destroyed: per(({ destroyed }) => destroyed),
  };
}

function firstRejection(outcomes: readonly Outcome[]): FirstRejection | undefined {
  const firsts = outcomes.flatMap((outcome) => outcome.firstRejection ?? []);
  const time = average(firsts.map((first) => first.time));
  const slicesUsed = average(firsts.map((first) => first.slicesUsed));
  return time === undefined || slicesUsed === undefined ? undefined : { seeds: firsts.length, time, slicesUsed };
}

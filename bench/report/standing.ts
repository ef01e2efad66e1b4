import type { Estimate } from './estimate.ts';
import { DEFAULT_POLICY, movesAllowed } from './policy-roles.ts';
import type { Comparison, PolicySummary } from './policy-summary.ts';
import { type BenchSummary, byAcceptance, type ScenarioSummary } from './summary.ts';

/** A comparison of a policy with the default in one scenario. */
export interface Compared {
  readonly scenario: ScenarioSummary;
  readonly policy: PolicySummary;
  readonly comparison: Comparison;
}

/** How the default stands against the other policies that only place, over all scenarios. */
export interface Standing {
  /** Comparisons with enough seeds to tell; all of them, where the verdict is not yet known, too. */
  readonly judged: number;
  readonly compared: number;
  /** Where another is significantly better, the largest difference first. */
  readonly losses: readonly Compared[];
  /** Where another is significantly worse: how often. */
  readonly wins: number;
}

/** Sets the default against every other policy that only places. */
export function standingOf({ scenarios }: BenchSummary): Standing {
  const all = scenarios.flatMap((scenario) =>
    scenario.policies.flatMap((policy): readonly Compared[] =>
      policy.policy === DEFAULT_POLICY || policy.role !== 'placement' || policy.toDefault === undefined
        ? []
        : [{ scenario, policy, comparison: policy.toDefault }],
    ),
  );
  return {
    compared: all.length,
    judged: all.filter(({ comparison }) => comparison.verdict !== 'unknown').length,
    losses: all
      .filter(({ comparison }) => comparison.verdict === 'better')
      .toSorted((a, b) => b.comparison.mean - a.comparison.mean),
    wins: all.filter(({ comparison }) => comparison.verdict === 'worse').length,
  };
}

/**
 * The policy that accepts the most slices in a scenario, of those that only place: on the seeds of the default, or where that
 * did not run, of those with the most seeds.
 */
export function bestPlacement({ policies }: ScenarioSummary): PolicySummary | undefined {
  const placing = policies.filter(({ role, slices }) => role === 'placement' && slices !== undefined);
  const most = Math.max(...placing.map(({ seeds }) => seeds));
  const isPaired = placing.some(({ toDefault }) => toDefault !== undefined);
  return byAcceptance(placing.filter(({ seeds }) => isPaired || seeds === most))[0];
}

/** In how many scenarios each policy that only places accepts the most slices; the most frequent first. */
export function winners({ scenarios }: BenchSummary): readonly (readonly [policy: string, scenarios: number])[] {
  const best = scenarios.flatMap((scenario) => bestPlacement(scenario)?.policy ?? []);
  return [...Map.groupBy(best, (policy) => policy)]
    .map(([policy, each]) => [policy, each.length] as const)
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
}

/** What moving at most k pods for a request buys in one scenario. */
export interface Bought {
  readonly scenario: ScenarioSummary;
  readonly policy: string;
  readonly allowed: number;
  /** Share of the gap to the repack oracle that is closed, where there is one. */
  readonly closed: number | undefined;
  readonly gain: Estimate | undefined;
  readonly slices: Estimate;
  readonly movesPerThousand: number;
  readonly slicesPerThousand: number;
}

/** The default policy with 0, 1, 2, ... moves in a scenario, in this order. */
export function movesBought(scenario: ScenarioSummary): readonly Bought[] {
  return scenario.policies
    .flatMap(({ policy, slices, toDefault, gapClosed, perThousand }): readonly Bought[] => {
      const allowed = movesAllowed(policy);
      if (allowed === undefined || slices === undefined) return [];
      return [
        {
          scenario,
          policy,
          allowed,
          slices,
          closed: gapClosed,
          gain: toDefault,
          movesPerThousand: perThousand.moves,
          slicesPerThousand: perThousand.movedSlices,
        },
      ];
    })
    .toSorted((a, b) => a.allowed - b.allowed);
}

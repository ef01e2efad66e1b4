import { gpuModels } from '../../solver/model/catalogue.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import type { Run } from '../replay/outcome.ts';
import type { BenchResult, Bound, NamedScenario } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { type Estimate, estimate } from './estimate.ts';
import { DEFAULT_POLICY, REPACK_ORACLE } from './policy-roles.ts';
import { boundShares, type PolicySummary, summarisePolicy } from './policy-summary.ts';
import type { AskedProfile } from './shares.ts';

/** A bench as figures: what every report is written from. */
export interface BenchSummary {
  readonly title: string;
  /** Replays that were to be made, and those that are here. */
  readonly planned: number;
  readonly made: number;
  readonly policies: readonly string[];
  readonly scenarios: readonly ScenarioSummary[];
}

/** One scenario with every policy that was replayed in it. */
export interface ScenarioSummary {
  readonly name: string;
  readonly scenario: Scenario;
  /** Memory slices of the fleet. */
  readonly fleetSlices: number;
  readonly profiles: readonly AskedProfile[];
  /** Requests counted with one policy, all seeds together. */
  readonly requests: number;
  /** Of the policy with the most. */
  readonly seeds: number;
  /** In the order in which they were asked for. */
  readonly policies: readonly PolicySummary[];
  /** The most of the slices asked for that could be accepted, by the clairvoyant program. */
  readonly bound: Estimate | undefined;
}

/**
 * Sums up a bench, whole or not. Policies that were not replayed in a scenario are left out of it.
 *
 * @throws RangeError where a scenario names a GPU model that is not in the catalogue.
 */
export function summarise(result: BenchResult): BenchSummary {
  const runs = Map.groupBy(result.runs, ({ scenario }) => scenario);
  const bounds = Map.groupBy(result.bounds, ({ scenario }) => scenario);
  return {
    title: result.title,
    planned: result.planned,
    made: result.runs.length,
    policies: result.policies,
    scenarios: result.scenarios.map((named, index) =>
      summariseScenario(named, result.policies, runs.get(index) ?? [], bounds.get(index) ?? []),
    ),
  };
}

/**
 * Policies from the most slices accepted to the fewest; of equal ones the default first, then by name. Where the default ran,
 * what counts is the difference to it on the same seeds, as not all policies may have run on all; those that share no seed
 * with it come last.
 */
export function byAcceptance(policies: readonly PolicySummary[]): readonly PolicySummary[] {
  const isPaired = policies.some(({ toDefault }) => toDefault !== undefined);
  const share = ({ slices, toDefault }: PolicySummary): number =>
    (isPaired ? toDefault?.mean : slices?.mean) ?? Number.NEGATIVE_INFINITY;
  return policies.toSorted((a, b) => compareDown(share(a), share(b)) || byName(a.policy, b.policy));
}

function compareDown(a: number, b: number): number {
  // Two that were not measured differ by NaN.
  return a === b ? 0 : b - a;
}

/** The order of policies that accept the same. */
export function byName(a: string, b: string): number {
  return Number(b === DEFAULT_POLICY) - Number(a === DEFAULT_POLICY) || (a < b ? -1 : 1);
}

/** What a policy came to in a scenario, where it was replayed. */
export function policyIn({ policies }: ScenarioSummary, policy: string): PolicySummary | undefined {
  return policies.find((each) => each.policy === policy);
}

function summariseScenario(
  { name, scenario }: NamedScenario,
  policies: readonly string[],
  runs: readonly Run[],
  bounds: readonly Bound[],
): ScenarioSummary {
  const model = modelNamed(scenario.fleet.model);
  const profiles = askedProfiles(model, runs);
  const byPolicy = Map.groupBy(runs, ({ policy }) => policy);
  const rivals = { standard: byPolicy.get(DEFAULT_POLICY) ?? [], repack: byPolicy.get(REPACK_ORACLE) ?? [], bounds };
  const summaries = policies.flatMap((policy) => {
    const own = byPolicy.get(policy);
    return own === undefined ? [] : [summarisePolicy(policy, own, profiles, rivals)];
  });
  return {
    name,
    scenario,
    fleetSlices: scenario.fleet.gpus * model.memorySlices,
    profiles,
    requests: Math.max(0, ...[...byPolicy.values()].map(requestsOf)),
    seeds: Math.max(0, ...summaries.map(({ seeds }) => seeds)),
    policies: summaries,
    bound: estimate([...boundShares(bounds).values()]),
  };
}

function askedProfiles({ profiles }: GpuModel, runs: readonly Run[]): readonly AskedProfile[] {
  return profiles.filter(({ ordinal }) => runs.some(({ outcome }) => (outcome.asked[ordinal] ?? 0) > 0));
}

function requestsOf(runs: readonly Run[]): number {
  return runs.reduce((total, { outcome }) => total + outcome.asked.reduce((sum, count) => sum + count, 0), 0);
}

function modelNamed(name: string): GpuModel {
  const found = gpuModels.find((model) => model.name === name);
  if (found === undefined) throw new RangeError(`there is no GPU model ${JSON.stringify(name)}`);
  return found;
}

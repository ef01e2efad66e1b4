import type { NamedScenario } from '../result.ts';
import type { ModeSpec } from '../scenario.ts';

/** What a bench consists of: every scenario with every policy that decides in its mode, on seeds 0 to `seeds` - 1. */
export interface Plan {
  readonly scenarios: readonly NamedScenario[];
  readonly policies: readonly string[];
  readonly seeds: number;
  /** Whether the clairvoyant bound of every scenario and seed is computed, too. */
  readonly bound: boolean;
}

/** What has to be known of a policy to tell what it can be asked. */
export interface Contender {
  readonly name: string;
  readonly modes: readonly ModeSpec['kind'][];
}

/** A replay, or the bound of one stream of requests: what threads and shards share out. */
export type Unit =
  | { readonly kind: 'replay'; readonly scenario: number; readonly policy: string; readonly seed: number }
  | { readonly kind: 'bound'; readonly scenario: number; readonly seed: number };

/**
 * All units, seed by seed: whenever a bench is ended early, the policies have been compared on the same seeds, but for the
 * last of them.
 */
export function unitsOf(plan: Plan, contenders: readonly Contender[]): readonly Unit[] {
  const pairs = pairsOf(plan, contenders);
  return Array.from({ length: plan.seeds }, (_, seed) =>
    plan.scenarios.flatMap((_, scenario): readonly Unit[] => [
      ...(pairs[scenario] ?? []).map((policy): Unit => ({ kind: 'replay', scenario, policy, seed })),
      ...(plan.bound ? [{ kind: 'bound', scenario, seed } as const] : []),
    ]),
  ).flat();
}

/** Of every scenario, the policies that decide in its mode. */
export function pairsOf(
  { scenarios, policies }: Pick<Plan, 'scenarios' | 'policies'>,
  contenders: readonly Contender[],
): readonly (readonly string[])[] {
  const modes = new Map(contenders.map((contender) => [contender.name, contender.modes]));
  return scenarios.map(({ scenario }) =>
    policies.filter((policy) => modes.get(policy)?.includes(scenario.mode.kind) ?? false),
  );
}

/** The requests that a unit is about: those with the same key are about the same ones. */
export function streamOf({ scenario, seed }: Unit): string {
  return `${scenario}/${seed}`;
}

/** A text that no other unit has. */
export function keyOf(unit: Unit): string {
  return unit.kind === 'replay' ? `${streamOf(unit)}/${unit.policy}` : streamOf(unit);
}

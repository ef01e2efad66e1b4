import type { Outcome, Run, State } from '../replay/outcome.ts';
import type { BenchResult } from '../result.ts';
import type { GeneratedWorkload, Scenario } from '../scenario.ts';

/** Builders of results that no replay made, so that a test of a report knows every figure that must come out. */

/** The profiles of an A100-40GB are numbered: 1g 0, 1g+me 1, double-memory 1g 2, 2g 3, 3g 4, 4g 5, 7g 6. */
const PROFILES = 7;

/** Counts by profile ordinal of an A100-40GB from short names: `1g: 30, 7g: 2`. */
export function counts(of: Partial<Record<'1g' | '1g2' | '2g' | '3g' | '4g' | '7g', number>>): readonly number[] {
  const { '1g': one = 0, '1g2': double = 0, '2g': two = 0, '3g': three = 0, '4g': four = 0, '7g': seven = 0 } = of;
  return [one, 0, double, two, three, four, seven];
}

/** A state in which everything is 0 but what is said. */
export function state(more: Partial<State> = {}): State {
  const none = Array.from({ length: PROFILES }, () => 0);
  return {
    usedSlices: 0,
    gpusActive: 0,
    gpusNeeded: 0,
    asShaped: none,
    reshaped: none,
    repacked: none,
    stranded: 0,
    dead: 0,
    fragmentation: 0,
    mfiSeverity: 0,
    migbenchPhysical: 0,
    migbenchStranded: 0,
    contention: 0,
    ...more,
  };
}

/** An outcome in which nothing happened but what is said. */
export function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    asked: counts({}),
    accepted: counts({}),
    moves: 0,
    movedSlices: 0,
    recuts: 0,
    destroyed: 0,
    mean: state(),
    samples: [],
    ...more,
  };
}

/** A hundred requests for a 1g each, of which so many were accepted. */
export function acceptedOf100(accepted: number, more: Partial<Outcome> = {}): Outcome {
  return outcome({ asked: counts({ '1g': 100 }), accepted: counts({ '1g': accepted }), ...more });
}

/** A scenario of Poisson arrivals on A100s in carve mode. */
export function scenario(workload: Partial<GeneratedWorkload> = {}, more: Partial<Scenario> = {}): Scenario {
  return {
    fleet: { model: 'A100-40GB', gpus: 100, gpusPerNode: 8 },
    workload: {
      kind: 'generated',
      order: 'poisson',
      mix: { name: 'uniform', shares: { '1g.5gb': 0.5, '7g.40gb': 0.5 } },
      load: 0.85,
      lifetimes: { kind: 'exponential' },
      warmUp: 5,
      counted: 10,
      bandwidthHigh: 0,
      ...workload,
    },
    mode: { kind: 'carve' },
    queue: false,
    ...more,
  };
}

/** A result of scenarios, by name, with the outcomes of policies by seed, from seed 0. */
export function benchResult(
  scenarios: Readonly<Record<string, Readonly<Record<string, readonly Outcome[]>>>>,
  more: Partial<BenchResult> & { readonly of?: Readonly<Record<string, Scenario>> } = {},
): BenchResult {
  const { of = {}, ...rest } = more;
  const names = Object.keys(scenarios);
  const policies = [...new Set(Object.values(scenarios).flatMap((each) => Object.keys(each)))];
  const runs: readonly Run[] = Object.values(scenarios).flatMap((each, index) =>
    Object.entries(each).flatMap(([policy, outcomes]) =>
      outcomes.map((made, seed) => ({ scenario: index, policy, seed, outcome: made })),
    ),
  );
  return {
    kind: 'slicewise-bench',
    version: 2,
    title: 'custom',
    planned: runs.length,
    bound: (more.bounds ?? []).length > 0,
    scenarios: names.map((name) => ({ name, scenario: of[name] ?? scenario() })),
    policies,
    runs,
    bounds: [],
    ...rest,
  };
}

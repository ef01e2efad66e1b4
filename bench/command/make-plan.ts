import { capturedGrounds } from './captured-grounds.ts';
import { choosePolicies } from './choose-policies.ts';
import { generatedGrounds } from './grounds.ts';
import type { BenchOptions } from './options.ts';
import { refuseNonsense, refuseUseless } from './refusals.ts';
import { scenariosOf } from './scenarios.ts';
import { settle, USUAL_MODEL } from './settings.ts';
import type { Contender, Plan } from './units.ts';

/** A plan, and what reports call it. */
export interface TitledPlan {
  readonly title: string;
  readonly plan: Plan;
  /** Sentences about what was assumed to make it. */
  readonly notes: readonly string[];
}

/**
 * What `slicewise bench` is to do, by its options and the files that they name.
 *
 * @throws BadInput where options make no sense, or a file cannot be used.
 */
export async function makePlan(options: BenchOptions, contenders: readonly Contender[]): Promise<TitledPlan> {
  refuseNonsense(options);
  const settings = settle(options);
  const { title, seeds, bound, queue } = settings;
  const { grounds, notes } =
    options.snapshot === undefined
      ? generatedGrounds(settings.model ?? USUAL_MODEL, settings)
      : await capturedGrounds(options.snapshot, settings);
  const scenarios = scenariosOf(grounds, { queue });
  const modes = [...new Set(scenarios.map(({ scenario }) => scenario.mode.kind))];
  refuseUseless(options, modes);
  const policies = choosePolicies(
    { names: settings.policies, areAsked: options.policy !== undefined, modes },
    contenders,
  );
  return { title, plan: { scenarios, policies, seeds, bound }, notes };
}

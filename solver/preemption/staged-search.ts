import type { GpuInstance } from '../node/occupant.ts';
import { numberParts } from '../part-numbers.ts';
import type { PlacementKey } from '../placement/policy.ts';
import { addCosts, type CostOrder, type EvictionCost, NO_EVICTION } from './eviction-cost.ts';
import { type Entangled, type Leaver, type LeaverCosts, leaverCosts } from './leavers.ts';

/** What one stage can do for a request: serve a part of it, at the price of somebody leaving. */
export interface StageOption {
  /** How many of each item of the request this serves. */
  readonly counts: readonly number[];
  /** Indexes of the leavers, each once. */
  readonly leaving: readonly number[];
  readonly choices: readonly GpuInstance[];
  readonly key: PlacementKey;
}

/** A question: which options, at most one from each stage, serve the whole request most cheaply? */
export interface StagedQuestion {
  /** How many of each item are wanted. */
  readonly whole: readonly number[];
  /** Whether serving more than is wanted counts as serving it. */
  readonly mayExceed: boolean;
  readonly stages: readonly (readonly StageOption[])[];
  readonly leavers: readonly Leaver[];
  readonly disruptionsAllowed: ReadonlyMap<string, number>;
  /** Steps left, shared by the searches of one question. */
  readonly steps: { left: number };
}

/** The cheapest answer, that there is none, or that the steps ended before that was known. */
export type StagedAnswer =
  | {
      readonly kind: 'found';
      readonly cost: EvictionCost;
      readonly leaving: readonly number[];
      readonly choices: readonly GpuInstance[];
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

/**
 * Answers exactly, by a dynamic programme over the stages: for each part of the request, and each set of leavers whose
 * cost does not add up, the cheapest way to serve it with the first n stages. Its size depends on the request, the kinds
 * of entangled leavers, and the options of one stage; not on how many ways there are in all.
 */
export function searchStages(question: StagedQuestion, order: CostOrder): StagedAnswer {
  const { whole, mayExceed, stages, leavers, disruptionsAllowed, steps } = question;
  const numbers = numberParts(whole);
  const costs = leaverCosts(leavers, repeatedIn(stages), disruptionsAllowed, steps);
  const sum = mayExceed ? numbers.sumUpTo : numbers.sum;

  const start: Plan = { part: 0, plain: NO_EVICTION, entangled: costs.none, last: undefined };
  let plans = new Map([[0, start]]);
  for (const options of stages) {
    const useful = cheapestOptions(options, costs, order);
    const extended = new Map(plans);
    for (const plan of plans.values()) {
      steps.left -= useful.length;
      if (steps.left < 0) return { kind: 'unknown' };
      for (const { option, plain, entangled } of useful) {
        const part = sum(plan.part, option.counts);
        if (part === undefined || part === plan.part) continue;
        const next: Plan = {
          part,
          plain: addCosts(plan.plain, plain),
          entangled: costs.union(plan.entangled, entangled),
          last: { option, before: plan.last },
        };
        const state = next.entangled.id * numbers.size + part;
        const known = extended.get(state);
        if (known === undefined || order(next.plain, known.plain) < 0) extended.set(state, next);
      }
    }
    plans = extended;
  }
  let best: { readonly plan: Plan; readonly cost: EvictionCost } | undefined;
  for (const plan of plans.values()) {
    if (plan.part !== numbers.size - 1) continue;
    const cost = addCosts(plan.plain, plan.entangled.cost);
    if (best === undefined || order(cost, best.cost) < 0) best = { plan, cost };
  }
  return best === undefined ? { kind: 'none' } : { kind: 'found', cost: best.cost, ...unwind(best.plan) };
}

interface Plan {
  readonly part: number;
  readonly plain: EvictionCost;
  readonly entangled: Entangled;
  readonly last: PlanStep | undefined;
}

interface PlanStep {
  readonly option: StageOption;
  readonly before: PlanStep | undefined;
}

interface PricedOption {
  readonly option: StageOption;
  readonly plain: EvictionCost;
  readonly entangled: Entangled;
}

/** Of the options of one stage that serve the same part with the same entangled leavers, the cheapest. */
function cheapestOptions(
  options: readonly StageOption[],
  costs: LeaverCosts,
  order: CostOrder,
): readonly PricedOption[] {
  const best = new Map<string, PricedOption>();
  for (const option of options) {
    const { plain, entangled } = costs.split(option.leaving);
    const priced = { option, plain: { ...plain, key: option.key }, entangled };
    const state = `${option.counts} ${entangled.id}`;
    const known = best.get(state);
    if (known === undefined || order(priced.plain, known.plain) < 0) best.set(state, priced);
  }
  return [...best.values()];
}

function repeatedIn(stages: readonly (readonly StageOption[])[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const options of stages) {
    const here = new Set(options.flatMap(({ leaving }) => leaving));
    for (const leaver of here) (seen.has(leaver) ? repeated : seen).add(leaver);
  }
  return repeated;
}

function unwind({ last }: Plan): Pick<Extract<StagedAnswer, { kind: 'found' }>, 'leaving' | 'choices'> {
  const options: StageOption[] = [];
  for (let step = last; step !== undefined; step = step.before) options.unshift(step.option);
  return {
    leaving: [...new Set(options.flatMap(({ leaving }) => leaving))],
    choices: options.flatMap(({ choices }) => choices),
  };
}

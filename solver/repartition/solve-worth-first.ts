import { climb } from './climb.ts';
import type { TimeLimit } from './integer-program.ts';
import { type LayoutAmounts, type LayoutProgram, objectiveOf } from './layout-program.ts';
import { solveLayouts } from './solve-layouts.ts';

/** The most worth, and of solutions that are worth as much one of the least cost. */
export interface WorthFirst {
  /** `optimal`: both are proved. */
  readonly status: 'optimal' | 'feasible';
  readonly amounts: LayoutAmounts;
  /** Without costs: what the solution is worth, and the most that any is. */
  readonly objective: number;
  readonly bound: number;
  /** What the solution costs, and the least that one of as much worth does. */
  readonly cost: number;
  readonly costBound: number;
}

/** Share of the time for both aims at once; the rest is kept to prove the first of them alone. */
const SHARE_OF_BOTH = 0.6;

/**
 * Solves a layout program for its worth and only then for its costs, as one whose units of worth each weigh more than all
 * costs together. Where that cannot be proved in time, the worth is solved for alone: a smaller program.
 */
export function solveWorthFirst(program: LayoutProgram, limit: TimeLimit): WorthFirst {
  const { classes, worth } = program;
  const started = limit.now();
  const highest = classes.map(({ count, options }) => count * Math.max(0, ...options.map(({ cost }) => cost)));
  const weight = 1 + highest.reduce((sum, each) => sum + each, 0);
  const weighted = {
    classes,
    worth: worth.map((steps) => steps.map((step) => ({ ...step, worth: step.worth * weight }))),
  };
  const free = {
    classes: classes.map(({ count, options }) => ({
      count,
      options: options.map(({ counts }) => ({ counts, cost: 0 })),
    })),
    worth,
  };
  const both = solveLayouts(weighted, { now: limit.now, milliseconds: limit.milliseconds * SHARE_OF_BOTH });
  let { amounts } = both;
  let bound = Math.ceil(both.bound / weight);
  if (objectiveOf(free, amounts) < bound) {
    const milliseconds = limit.milliseconds - (limit.now() - started);
    const alone = solveLayouts(free, { now: limit.now, milliseconds });
    bound = Math.min(bound, alone.bound);
    const other = climb(weighted, alone.amounts);
    if (objectiveOf(weighted, other) > both.objective) amounts = other;
  }
  const objective = objectiveOf(free, amounts);
  const cost = objective - objectiveOf({ classes, worth }, amounts);
  const costBound = Math.max(0, objective * weight - both.bound);
  return {
    status: objective === bound && cost === costBound ? 'optimal' : 'feasible',
    amounts,
    objective,
    bound,
    cost,
    costBound,
  };
}

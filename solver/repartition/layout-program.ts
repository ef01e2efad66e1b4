import { type Worth, worthOfFirst } from './worth.ts';

/** One way to cut a GPU: how many instances of each profile it then adds, in the order of the worth, and what it costs. */
export interface LayoutOption {
  readonly counts: readonly number[];
  readonly cost: number;
}

/** GPUs that have the same options. */
export interface LayoutClass {
  readonly count: number;
  readonly options: readonly LayoutOption[];
}

/**
 * Which option for each GPU is the most worth:
 *
 *     maximise   sum over profiles p of W_p(y_p)  -  sum over classes k, options o of cost_ko x_ko
 *     where      y_p = sum of counts_kop x_ko,   sum over o of x_ko = count_k,   x whole and not negative
 *
 * W_p(n), what the first n instances of profile p are worth, is concave. Costs are integers, so the objective is one.
 */
export interface LayoutProgram {
  readonly classes: readonly LayoutClass[];
  readonly worth: Worth;
}

/** By class, then by option: how many GPUs get it. */
export type LayoutAmounts = readonly (readonly number[])[];

/** Instances of each profile in all. */
export function totalsOf({ classes, worth }: LayoutProgram, amounts: LayoutAmounts): readonly number[] {
  const totals = worth.map(() => 0);
  for (const [index, { options }] of classes.entries()) {
    for (const [at, { counts }] of options.entries()) {
      const gpus = amounts[index]?.[at] ?? 0;
      if (gpus === 0) continue;
      for (const [profile, count] of counts.entries()) totals[profile] = (totals[profile] ?? 0) + gpus * count;
    }
  }
  return totals;
}

/** The objective of a program. */
export function objectiveOf(program: LayoutProgram, amounts: LayoutAmounts): number {
  const totals = totalsOf(program, amounts);
  let sum = 0;
  for (const [profile, steps] of program.worth.entries()) sum += worthOfFirst(steps, totals[profile] ?? 0);
  for (const [index, { options }] of program.classes.entries()) {
    for (const [at, { cost }] of options.entries()) sum -= cost * (amounts[index]?.[at] ?? 0);
  }
  return sum;
}

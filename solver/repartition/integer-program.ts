import type { Model } from 'javascript-lp-solver';
import { type Solved, solve } from './lp-library.ts';

/** A sum of values to make small or large over whole, non-negative amounts, each row of coefficients bounded. */
export interface IntegerProgram {
  readonly goal: 'least' | 'most';
  /** By name: what one unit adds to the sum, and to each row. All numbers are integers. */
  readonly columns: ReadonlyMap<string, { readonly value: number; readonly rows: ReadonlyMap<string, number> }>;
  readonly bounds: ReadonlyMap<string, { readonly min?: number; readonly max?: number }>;
}

/** Amounts by column, without those that are 0, and the sum that they make. */
export interface IntegerAmounts {
  readonly value: number;
  readonly amounts: ReadonlyMap<string, number>;
}

/** What is known of the optimum. No sum beyond `bound` can exist. */
export type IntegerSolution =
  | ({ readonly status: 'optimal' } & IntegerAmounts)
  /** The search ended before it was certain whether these amounts are the best. */
  | ({ readonly status: 'feasible'; readonly bound: number } & IntegerAmounts)
  /** The search ended before any amounts were found. */
  | { readonly status: 'unknown'; readonly bound: number }
  | { readonly status: 'infeasible' };

/** A clock and how long a search may take by it, in milliseconds: a solver has no clock of its own. */
export interface TimeLimit {
  readonly now: () => number;
  readonly milliseconds: number;
}

const VALUE = 'value';

/**
 * Solves an integer program with javascript-lp-solver; the sum must be bounded. The library reports neither bound nor
 * proof, so both are made here: the relaxation's optimum, rounded (values are integers), is added as a row, which lets the
 * search stop as soon as it is reached; and a result counts only if it satisfies every row in whole numbers.
 */
export function solveIntegerProgram(program: IntegerProgram, limit: TimeLimit): IntegerSolution {
  const started = limit.now();
  const relaxed = solve(toModel(program));
  if (relaxed === undefined) return { status: 'unknown', bound: NO_BOUND[program.goal] };
  if (relaxed.get('feasible') !== true) return { status: 'infeasible' };
  const relaxation = Number(relaxed.get('result'));
  const rounding = ROUNDING * Math.max(1, Math.abs(relaxation));
  // Without the sum it may be -0.
  const bound = (program.goal === 'least' ? Math.ceil(relaxation - rounding) : Math.floor(relaxation + rounding)) + 0;

  const left = Math.max(1, limit.milliseconds - (limit.now() - started));
  const solved = solve({
    ...toModel(program, bound),
    ints: Object.fromEntries([...program.columns.keys()].map((name) => [variable(name), 1 as const])),
    options: { timeout: left },
  });
  if (solved === undefined) return { status: 'unknown', bound };
  const isFinished = limit.now() - started < limit.milliseconds;
  const isWhole = solved.get('feasible') === true && solved.get('isIntegral') === true;
  const amounts = isWhole ? wholeAmounts(program, solved) : undefined;
  if (amounts === undefined) {
    const isRefuted = isFinished && solved.get('feasible') === false;
    return isRefuted ? { status: 'infeasible' } : { status: 'unknown', bound };
  }
  const value = sumOf(program, amounts);
  return value === bound || isFinished
    ? { status: 'optimal', value, amounts }
    : { status: 'feasible', value, bound, amounts };
}

/**
 * The best amounts where they need not be whole, each rounded down; undefined where no amounts will do. Such amounts can
 * violate rows.
 */
export function roundedRelaxation(program: IntegerProgram): ReadonlyMap<string, number> | undefined {
  const relaxed = solve(toModel(program));
  if (relaxed?.get('feasible') !== true) return undefined;
  const amounts = [...program.columns.keys()].map((name): [string, number] => [
    name,
    Math.floor(Number(relaxed.get(variable(name)) ?? 0) + ROUNDING),
  ]);
  return new Map(amounts.filter(([, amount]) => amount > 0));
}

const NO_BOUND = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY } as const;

/** How far the library's optimum of a relaxation may be off, as a share of it. */
const ROUNDING = 1e-6;

/** The library lets variables called `result` or `feasible` vanish, so all names get a prefix. */
function variable(name: string): string {
  return `x_${name}`;
}

function row(name: string): string {
  return `r_${name}`;
}

function toModel({ goal, columns, bounds }: IntegerProgram, reach?: number): Model {
  const variables = [...columns].map(([name, { value, rows }]): [string, Record<string, number>] => [
    variable(name),
    // A row with the objective's own key would be taken for the objective, hence the second copy of the values.
    { [VALUE]: value, reach: value, ...Object.fromEntries([...rows].map(([key, each]) => [row(key), each])) },
  ]);
  const constraints: Record<string, { min?: number; max?: number }> = Object.fromEntries(
    [...bounds].map(([key, range]) => [row(key), { ...range }]),
  );
  if (reach !== undefined) constraints['reach'] = goal === 'least' ? { min: reach } : { max: reach };
  return {
    optimize: VALUE,
    opType: goal === 'least' ? 'min' : 'max',
    constraints,
    variables: Object.fromEntries(variables),
  };
}

/** The amounts of a solution as whole numbers; undefined unless they satisfy every row. */
function wholeAmounts(program: IntegerProgram, solved: Solved): ReadonlyMap<string, number> | undefined {
  const amounts = new Map<string, number>();
  const sums = new Map<string, number>();
  for (const [name, { rows }] of program.columns) {
    const amount = Math.round(Number(solved.get(variable(name)) ?? 0));
    if (amount === 0) continue;
    amounts.set(name, amount);
    for (const [key, coefficient] of rows) sums.set(key, (sums.get(key) ?? 0) + amount * coefficient);
  }
  for (const [key, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }] of program.bounds) {
    const sum = sums.get(key) ?? 0;
    if (sum < min || sum > max) return undefined;
  }
  return [...amounts.values()].every((amount) => amount > 0) ? amounts : undefined;
}

function sumOf({ columns }: IntegerProgram, amounts: ReadonlyMap<string, number>): number {
  return [...amounts].reduce((sum, [name, amount]) => sum + amount * (columns.get(name)?.value ?? 0), 0);
}

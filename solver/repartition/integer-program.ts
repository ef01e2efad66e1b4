import library, { type Model } from 'javascript-lp-solver';

/** Minimise a sum of costs over whole, non-negative amounts, each row of coefficients bounded. */
export interface IntegerProgram {
  /** By name: what one unit costs, and what it adds to each row. All numbers are integers. */
  readonly columns: ReadonlyMap<string, { readonly cost: number; readonly rows: ReadonlyMap<string, number> }>;
  readonly bounds: ReadonlyMap<string, { readonly min?: number; readonly max?: number }>;
}

/** What is known of the optimum. `amounts` leaves out the columns that are not used. */
export type IntegerSolution =
  | { readonly status: 'optimal'; readonly cost: number; readonly amounts: ReadonlyMap<string, number> }
  /** No better than `bound` can exist, and the search ended before it was certain whether that can be reached. */
  | { readonly status: 'unknown'; readonly bound: number }
  | { readonly status: 'infeasible' };

/** A clock and how long a search may take by it, in milliseconds: a solver has no clock of its own. */
export interface TimeLimit {
  readonly now: () => number;
  readonly milliseconds: number;
}

/** The package's types describe its CommonJS build, where the solver is one level deeper than in the module Node loads. */
const lpSolver = 'default' in library ? library.default : library;

const COST = 'cost';

/**
 * Solves an integer program with javascript-lp-solver. The library reports neither bound nor proof, so both are made
 * here: the relaxation's optimum, rounded up, is added as a row (costs are integers), which lets the search stop as soon
 * as it is reached; and a result counts only if it satisfies every row in whole numbers.
 */
export function solveIntegerProgram(program: IntegerProgram, limit: TimeLimit): IntegerSolution {
  const relaxed = solve(toModel(program));
  if (relaxed.get('feasible') !== true) return { status: 'infeasible' };
  // Without the sum it may be -0.
  const bound = Math.ceil(Number(relaxed.get('result')) - 1e-6) + 0;

  const started = limit.now();
  const solved = solve({
    ...toModel(program, bound),
    ints: Object.fromEntries([...program.columns.keys()].map((name) => [variable(name), 1 as const])),
    options: { timeout: limit.milliseconds },
  });
  const isFinished = limit.now() - started < limit.milliseconds;
  const isWhole = solved.get('feasible') === true && solved.get('isIntegral') === true;
  const amounts = isWhole ? wholeAmounts(program, solved) : undefined;
  const cost = amounts === undefined ? Number.POSITIVE_INFINITY : costOf(program, amounts);
  if (amounts === undefined || (cost > bound && !isFinished)) return { status: 'unknown', bound };
  return { status: 'optimal', cost, amounts };
}

/** The library's answer, which it types as unknown: its flags, its objective `result`, and the variables that are not 0. */
type Solved = ReadonlyMap<string, unknown>;

function solve(model: Model): Solved {
  const answer: unknown = lpSolver.Solve(model);
  const entries: [string, unknown][] = typeof answer === 'object' && answer !== null ? Object.entries(answer) : [];
  return new Map(entries);
}

/** The library lets variables called `result` or `feasible` vanish, so all names get a prefix. */
function variable(name: string): string {
  return `x_${name}`;
}

function row(name: string): string {
  return `r_${name}`;
}

function toModel({ columns, bounds }: IntegerProgram, atLeast?: number): Model {
  const variables = [...columns].map(([name, { cost, rows }]): [string, Record<string, number>] => [
    variable(name),
    // A row with the objective's own key would be taken for the objective, hence the second copy of the costs.
    { [COST]: cost, floor: cost, ...Object.fromEntries([...rows].map(([key, value]) => [row(key), value])) },
  ]);
  const constraints = Object.fromEntries([...bounds].map(([key, range]) => [row(key), { ...range }]));
  return {
    optimize: COST,
    opType: 'min',
    constraints: atLeast === undefined ? constraints : { ...constraints, floor: { min: atLeast } },
    variables: Object.fromEntries(variables),
  };
}

/** The amounts of a solution as whole numbers; undefined unless they satisfy every row. */
function wholeAmounts(program: IntegerProgram, solved: Solved): ReadonlyMap<string, number> | undefined {
  const amounts = new Map<string, number>();
  for (const name of program.columns.keys()) {
    const amount = Math.round(Number(solved.get(variable(name)) ?? 0));
    if (amount !== 0) amounts.set(name, amount);
  }
  for (const [key, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }] of program.bounds) {
    let sum = 0;
    for (const [name, amount] of amounts) sum += amount * (program.columns.get(name)?.rows.get(key) ?? 0);
    if (sum < min || sum > max) return undefined;
  }
  return [...amounts.values()].every((amount) => amount > 0) ? amounts : undefined;
}

function costOf({ columns }: IntegerProgram, amounts: ReadonlyMap<string, number>): number {
  return [...amounts].reduce((sum, [name, amount]) => sum + amount * (columns.get(name)?.cost ?? 0), 0);
}

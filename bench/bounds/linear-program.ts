import type { Highs, ModelData } from 'highs';
import { loadHighs } from './load-highs.ts';

/** The most that columns can be worth, each amount between 0 and its limit, where every row of coefficients sums to 0. */
export interface LinearProgram {
  readonly rows: number;
  readonly columns: readonly LinearColumn[];
}

/** One amount: what a unit of it is worth, how much there may be, and what it adds to rows (each row once). */
export interface LinearColumn {
  readonly worth: number;
  readonly limit: number;
  readonly entries: readonly (readonly [row: number, coefficient: number])[];
}

/** The optimum, or why it is not known. */
export type LinearSolution =
  | { readonly kind: 'optimal'; readonly worth: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** How far the proof and the solution may be apart, as a share of what it is worth. */
const TOLERANCE = 1e-6;

let loaded: Promise<Highs> | undefined;

/**
 * Solves a linear program with HiGHS, which is loaded when it is first needed.
 *
 * The optimum is not taken on trust. Whatever prices rows have, no solution is worth more than the sum over the columns of
 * the limit times what the worth of a unit exceeds the prices of its entries by. With the solver's prices that sum is the
 * answer: an upper bound, and `optimal` only where the solver's own solution is worth as much.
 */
export async function maximize(program: LinearProgram): Promise<LinearSolution> {
  if (program.columns.length === 0) return { kind: 'optimal', worth: 0 };
  try {
    loaded ??= loadHighs();
    return solve(await loaded, program);
  } catch (error) {
    // After it ran out of memory, say, the module is of no use.
    loaded = undefined;
    return unknown(`the solver failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function solve(highs: Highs, program: LinearProgram): LinearSolution {
  const data: ModelData = { ...modelData(program), sense: highs.constants.objectiveSense.maximize };
  return highs.withModel(data, (model): LinearSolution => {
    // Interior points are several times as fast as the simplex method on programs that go along a time.
    model.options.set({ output_flag: false, solver: 'ipm' });
    const { modelStatus } = model.run();
    if (modelStatus !== highs.constants.modelStatus.optimal) {
      return unknown(`the solver ended with HiGHS's model status ${modelStatus}`);
    }
    const worth = boundByPrices(program, model.getSolution().rowDual);
    const gap = Math.abs(worth - model.getObjectiveValue());
    return gap <= TOLERANCE * Math.max(1, worth)
      ? { kind: 'optimal', worth }
      : unknown(`the solver's solution is not proved, it could be off by ${gap}`);
  });
}

function unknown(reason: string): LinearSolution {
  return { kind: 'unknown', reason };
}

function modelData({ rows, columns }: LinearProgram): ModelData {
  const entries = columns.flatMap((column) => column.entries);
  const starts = new Int32Array(columns.length + 1);
  for (const [index, column] of columns.entries()) starts[index + 1] = (starts[index] ?? 0) + column.entries.length;
  const zeroes = new Float64Array(rows);
  return {
    numCols: columns.length,
    numRows: rows,
    colCost: Float64Array.from(columns, ({ worth }) => worth),
    colLower: new Float64Array(columns.length),
    colUpper: Float64Array.from(columns, ({ limit }) => limit),
    rowLower: zeroes,
    rowUpper: zeroes,
    matrix: {
      format: 'csc',
      numRows: rows,
      numCols: columns.length,
      starts,
      indices: Int32Array.from(entries, ([row]) => row),
      values: Float64Array.from(entries, ([, coefficient]) => coefficient),
    },
  };
}

/** Weak duality: prices times rows are 0 in every solution, so taking them from the worth of columns changes nothing. */
function boundByPrices({ columns }: LinearProgram, prices: Float64Array): number {
  let sum = 0;
  for (const { worth, limit, entries } of columns) {
    let excess = worth;
    for (const [row, coefficient] of entries) excess -= coefficient * (prices[row] ?? 0);
    if (excess > 0) sum += excess * limit;
  }
  return sum;
}

import type { Highs, ModelData } from 'highs';
import { type IntegerProgram, solveIntegerProgram, type TimeLimit } from '../../solver/repartition/integer-program.ts';
import type { LayoutProgram } from '../../solver/repartition/layout-program.ts';

/** What a solver makes of a program: its best objective and what it says of it. */
export interface WholeSolution {
  readonly status: string;
  readonly objective: number | undefined;
}

/** A layout program as one integer program: a column for every option of every class, and one for every step of worth. */
function wholeProgram({ classes, worth }: LayoutProgram): IntegerProgram {
  const columns = new Map<string, { value: number; rows: ReadonlyMap<string, number> }>();
  const bounds = new Map<string, { min?: number; max?: number }>();
  for (const [index, { count, options }] of classes.entries()) {
    bounds.set(`gpus ${index}`, { max: count });
    for (const [at, { counts, cost }] of options.entries()) {
      const made = counts.map((each, profile): [string, number] => [`total ${profile}`, each]);
      columns.set(`option ${index} ${at}`, { value: -cost, rows: new Map([[`gpus ${index}`, 1], ...made]) });
    }
  }
  for (const [profile, steps] of worth.entries()) {
    bounds.set(`total ${profile}`, { min: 0 });
    for (const [at, { worth: value, count }] of steps.entries()) {
      const step = `step ${profile} ${at}`;
      bounds.set(step, { max: count });
      columns.set(step, {
        value,
        rows: new Map([
          [`total ${profile}`, -1],
          [step, 1],
        ]),
      });
    }
  }
  return { goal: 'most', columns, bounds };
}

/** javascript-lp-solver, on the whole program. */
export function byLpSolver(program: LayoutProgram, limit: TimeLimit): WholeSolution {
  const solved = solveIntegerProgram(wholeProgram(program), limit);
  return { status: solved.status, objective: 'value' in solved ? solved.value : undefined };
}

/** HiGHS, on the whole program. */
export function byHighs(highs: Highs, program: LayoutProgram, seconds: number): WholeSolution {
  const { columns, bounds } = wholeProgram(program);
  const rowOf = new Map([...bounds.keys()].map((name, index): [string, number] => [name, index]));
  const all = [...columns.values()];
  const entries = all.map(({ rows }) => [...rows].filter(([, coefficient]) => coefficient !== 0));
  const starts = new Int32Array(all.length + 1);
  for (const [index, each] of entries.entries()) starts[index + 1] = (starts[index] ?? 0) + each.length;
  const data: ModelData = {
    sense: highs.constants.objectiveSense.maximize,
    numCols: all.length,
    numRows: bounds.size,
    colCost: Float64Array.from(all, ({ value }) => value),
    colLower: new Float64Array(all.length),
    colUpper: new Float64Array(all.length).fill(Number.POSITIVE_INFINITY),
    rowLower: Float64Array.from(bounds.values(), ({ min }) => min ?? Number.NEGATIVE_INFINITY),
    rowUpper: Float64Array.from(bounds.values(), ({ max }) => max ?? Number.POSITIVE_INFINITY),
    integrality: new Int32Array(all.length).fill(highs.constants.variableType.integer),
    matrix: {
      format: 'csc',
      numRows: bounds.size,
      numCols: all.length,
      starts,
      indices: Int32Array.from(entries.flat(), ([name]) => rowOf.get(name) ?? 0),
      values: Float64Array.from(entries.flat(), ([, coefficient]) => coefficient),
    },
  };
  return highs.withModel(data, (model) => {
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0.5, time_limit: seconds });
    const { modelStatus } = model.run();
    const isOptimal = modelStatus === highs.constants.modelStatus.optimal;
    return {
      status: isOptimal ? 'optimal' : `model status ${modelStatus}`,
      objective: Math.round(model.getObjectiveValue()),
    };
  });
}

import type { Highs, ModelData } from 'highs';

/** Which option is best for each of some GPUs, as HiGHS is asked it. */
export interface RawProblem {
  /** By GPU: its options, each with how many instances of each profile it gives and what it costs. */
  readonly gpus: readonly (readonly { readonly counts: readonly number[]; readonly cost: number }[])[];
  /** By profile, what the first, second ... instance is worth; never rising. */
  readonly worths: readonly (readonly number[])[];
}

let loaded: Promise<Highs> | undefined;

/**
 * The most that one option per GPU can be worth, for each of some problems, by HiGHS: a column for every GPU and option, and
 * one for every single instance that is worth something. It shares no code with the solver that it checks. Problems are
 * independent of each other, and solved together because that takes a third of the time.
 */
export async function mostWorth(problems: readonly RawProblem[]): Promise<readonly number[]> {
  loaded ??= load();
  const highs = await loaded;
  const columns: Column[] = [];
  let rows = 0;
  const rowLower: number[] = [];
  const rowUpper: number[] = [];
  for (const [problem, { gpus, worths }] of problems.entries()) {
    const first = rows;
    rows += gpus.length + worths.length;
    rowLower.push(...gpus.map(() => 1), ...worths.map(() => 0));
    rowUpper.push(...gpus.map(() => 1), ...worths.map(() => Number.POSITIVE_INFINITY));
    for (const [gpu, { counts, cost }] of gpus.flatMap((options, gpu) => options.map((each) => [gpu, each] as const))) {
      const made = counts.flatMap((count, at) => (count === 0 ? [] : [[first + gpus.length + at, count] as const]));
      columns.push({ problem, value: -cost, entries: [[first + gpu, 1], ...made] });
    }
    for (const [value, at] of worths.flatMap((each, at) => each.map((value) => [value, at] as const))) {
      columns.push({ problem, value, entries: [[first + gpus.length + at, -1]] });
    }
  }
  const data: ModelData = {
    ...modelData(columns, rows),
    sense: highs.constants.objectiveSense.maximize,
    rowLower: Float64Array.from(rowLower),
    rowUpper: Float64Array.from(rowUpper),
    integrality: new Int32Array(columns.length).fill(highs.constants.variableType.integer),
  };
  return highs.withModel(data, (model) => {
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0 });
    const { modelStatus } = model.run();
    if (modelStatus !== highs.constants.modelStatus.optimal) throw new Error(`HiGHS ended with status ${modelStatus}`);
    const amounts = model.getSolution().colValue;
    const sums = problems.map(() => 0);
    for (const [index, { problem, value }] of columns.entries()) {
      sums[problem] = (sums[problem] ?? 0) + value * Math.round(amounts[index] ?? 0);
    }
    return sums;
  });
}

interface Column {
  readonly problem: number;
  readonly value: number;
  readonly entries: readonly (readonly [row: number, coefficient: number])[];
}

function modelData(columns: readonly Column[], rows: number): Omit<ModelData, 'rowLower' | 'rowUpper'> {
  const entries = columns.flatMap((column) => column.entries);
  const starts = new Int32Array(columns.length + 1);
  for (const [index, column] of columns.entries()) starts[index + 1] = (starts[index] ?? 0) + column.entries.length;
  return {
    numCols: columns.length,
    numRows: rows,
    colCost: Float64Array.from(columns, ({ value }) => value),
    colLower: new Float64Array(columns.length),
    colUpper: new Float64Array(columns.length).fill(1),
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

async function load(): Promise<Highs> {
  const { default: library } = await import('highs');
  const start = 'default' in library ? library.default : library;
  return await start();
}

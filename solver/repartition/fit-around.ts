import { fits } from '../headroom/fit.ts';
import { EMPTY, type LayoutTable, type Occupancy } from '../layout/layout-table.ts';
import { maximalGeometries } from '../layout/layouts.ts';
import { type IntegerProgram, solveIntegerProgram, type TimeLimit } from './integer-program.ts';

/** A GPU of which only what may not move is looked at. */
export interface PinnedGpu {
  readonly table: LayoutTable;
  /** Taken by instances that stay where they are. */
  readonly occupancy: Occupancy;
}

/** An answer that may not be known. */
export type Answer = 'yes' | 'no' | 'unknown';

/**
 * Whether instances can all be had at once around what is pinned, each placed on whichever of the GPUs suits best:
 * the exact test behind the causes `full` (nothing pinned) and `pinned`. GPUs of one model with nothing pinned are
 * decided in closed form, everything else by an integer program whose columns are, for every class of equal GPUs, the
 * largest sets of instances that fit beside the pinned ones.
 *
 * @param demand How many instances of each profile, by name.
 */
export function fitsAround(gpus: readonly PinnedGpu[], demand: ReadonlyMap<string, number>, limit: TimeLimit): Answer {
  const names = [...demand].filter(([, count]) => count > 0).map(([name]) => name);
  const wanted = (name: string): number => demand.get(name) ?? 0;
  const [first] = gpus;
  if (first !== undefined && gpus.every(({ table, occupancy }) => table === first.table && occupancy === EMPTY)) {
    const { model } = first.table;
    const isKnown = names.every((name) => model.profiles.some((profile) => profile.name === name));
    const geometry = model.profiles.map(({ name }) => wanted(name));
    return isKnown && fits(model, geometry, gpus.length) ? 'yes' : 'no';
  }
  const solution = solveIntegerProgram(shortageProgram(gpus, names, wanted), limit);
  if (solution.status === 'optimal') return solution.value === 0 ? 'yes' : 'no';
  // There may be no bound at all.
  return solution.status !== 'infeasible' && solution.bound <= 0 ? 'unknown' : 'no';
}

/** Minimises the number of instances that find no place. */
function shortageProgram(
  gpus: readonly PinnedGpu[],
  names: readonly string[],
  wanted: (name: string) => number,
): IntegerProgram {
  const columns = new Map<string, { value: number; rows: Map<string, number> }>();
  const bounds = new Map<string, { min?: number; max?: number }>();
  for (const name of names) {
    columns.set(`short ${name}`, { value: 1, rows: new Map([[`demand ${name}`, 1]]) });
    bounds.set(`demand ${name}`, { min: wanted(name) });
  }
  for (const [id, { gpu, count }] of classesOf(gpus)) {
    bounds.set(`gpus ${id}`, { max: count });
    for (const geometry of maximalGeometries(geometriesBeside(gpu, names))) {
      const made = geometry.map((instances, item): [string, number] => [`demand ${names[item]}`, instances]);
      columns.set(`${id}: ${geometry}`, { value: 0, rows: new Map([[`gpus ${id}`, 1], ...made]) });
    }
  }
  return { goal: 'least', columns, bounds };
}

function classesOf(
  gpus: readonly PinnedGpu[],
): ReadonlyMap<string, { readonly gpu: PinnedGpu; readonly count: number }> {
  const classes = new Map<string, { gpu: PinnedGpu; count: number }>();
  for (const gpu of gpus) {
    const id = `${gpu.table.model.name} ${gpu.occupancy}`;
    classes.set(id, { gpu, count: (classes.get(id)?.count ?? 0) + 1 });
  }
  return classes;
}

/** Counts per name of every set of instances that fits beside what is pinned on a GPU, each set of counts once. */
function geometriesBeside({ table, occupancy }: PinnedGpu, names: readonly string[]): readonly (readonly number[])[] {
  const placements = table.model.placements.filter(({ profile }) => names.includes(profile.name));
  const found = new Map<string, readonly number[]>();
  const visit = (counts: readonly number[], from: number, at: Occupancy): void => {
    found.set(counts.join(), counts);
    for (const [index, placement] of placements.entries()) {
      const after = index < from ? undefined : table.after(at, placement);
      if (after === undefined) continue;
      const item = names.indexOf(placement.profile.name);
      visit(counts.with(item, (counts[item] ?? 0) + 1), index + 1, after);
    }
  };
  visit(
    names.map(() => 0),
    0,
    occupancy,
  );
  return [...found.values()];
}

import type { LayoutTable } from '../layout/layout-table.ts';
import type { Profile } from '../model/gpu-model.ts';
import type { GpuShape } from '../node/gpu-shape.ts';
import { fillingsOf } from './fillings.ts';
import type { LayoutAmounts, LayoutClass } from './layout-program.ts';
import { type ReshapeOption, reshapeOptions } from './reshape-options.ts';

/** GPUs that can be recut to the same ends at the same costs. */
export interface ReshapeClass extends LayoutClass {
  readonly options: readonly ReshapeOption[];
  /** By id of each shape that is of this class: its own ways to the same ends, in the same order. */
  readonly ways: ReadonlyMap<string, readonly ReshapeOption[]>;
}

/** Sorts GPUs of one model into classes, in the order in which they first come. */
export function classesOf(
  table: LayoutTable,
  gpus: readonly GpuShape[],
  profiles: readonly Profile[],
): readonly ReshapeClass[] {
  const fillings = fillingsOf(table, profiles);
  const classes = new Map<
    string,
    { count: number; options: readonly ReshapeOption[]; ways: Map<string, readonly ReshapeOption[]> }
  >();
  for (const [id, alike] of Map.groupBy(gpus, (gpu) => gpu.id)) {
    const [gpu] = alike;
    if (gpu === undefined) continue;
    const options = reshapeOptions(gpu, profiles, fillings);
    const key = options.map(({ counts, cost }) => `${counts} ${cost}`).join(';');
    const known = classes.get(key) ?? { count: 0, options, ways: new Map() };
    known.count += alike.length;
    known.ways.set(id, options);
    classes.set(key, known);
  }
  return [...classes.values()];
}

/** Gives each GPU one of the options that its class got, in turn. */
export function disaggregate(
  classes: readonly ReshapeClass[],
  amounts: LayoutAmounts,
  gpus: readonly GpuShape[],
): readonly (ReshapeOption | undefined)[] {
  const left = amounts.map((each) => [...each]);
  const classOf = new Map(
    classes.flatMap(({ ways }, index) => [...ways.keys()].map((id): [string, number] => [id, index])),
  );
  return gpus.map(({ id }) => {
    const index = classOf.get(id) ?? -1;
    const here = left[index] ?? [];
    const option = here.findIndex((amount) => amount > 0);
    here[option] = (here[option] ?? 0) - 1;
    return classes[index]?.ways.get(id)?.[option];
  });
}

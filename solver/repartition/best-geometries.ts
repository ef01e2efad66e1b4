import { EMPTY, layoutTable } from '../layout/layout-table.ts';
import { geometryOf } from '../layout/layouts.ts';
import type { Geometry, GpuModel } from '../model/gpu-model.ts';
import { fillingsOf } from './fillings.ts';
import type { TimeLimit } from './integer-program.ts';
import { solveLayouts } from './solve-layouts.ts';
import { WORTH_OF_SLICE, type Worth } from './worth.ts';

/**
 * How far from the best geometries may be, in memory slices: for each GPU, and for all together. Less than what the rounding
 * of worth comes to, and it spares searches of many seconds for the last hundredths of a slice.
 */
const SLACK = { perGpu: 0.005, inAll: 0.1 };

/** How to cut GPUs of one model. */
export interface BestGeometries {
  readonly status: 'optimal' | 'feasible';
  /** Worth of the instances, and the most that any geometries could give. */
  readonly objective: number;
  readonly bound: number;
  /** How many GPUs get which geometry. */
  readonly geometries: readonly { readonly geometry: Geometry; readonly gpus: number }[];
}

/**
 * The geometries that a demand wants, for a number of GPUs as if they were all empty: the most worth, or within a tenth of a
 * memory slice of it. Where instances
 * beyond all worth would fit as well, they are part of a geometry.
 */
export function bestGeometries(model: GpuModel, gpus: number, worth: Worth, limit: TimeLimit): BestGeometries {
  const table = layoutTable(model);
  const profiles = model.profiles.filter(({ ordinal }) => (worth[ordinal] ?? []).length > 0);
  const options = fillingsOf(table, profiles)(EMPTY).map(({ counts, placements }) => ({ counts, placements, cost: 0 }));
  const steps = profiles.map(({ ordinal }) => worth[ordinal] ?? []);
  const { status, objective, bound, amounts } = solveLayouts(
    { classes: [{ count: gpus, options }], worth: steps },
    limit,
    { slack: Math.floor(WORTH_OF_SLICE * Math.min(SLACK.inAll, SLACK.perGpu * gpus)) },
  );
  const geometries = options
    .map(({ placements }, at) => ({ geometry: geometryOf(table, placements), gpus: amounts[0]?.[at] ?? 0 }))
    .filter((some) => some.gpus > 0);
  return { status, objective, bound, geometries };
}

import { type LayoutTable, layoutTable, type Occupancy } from '../layout/layout-table.ts';
import type { GpuModel } from '../model/gpu-model.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { fillingsOf } from './fillings.ts';
import type { TimeLimit } from './integer-program.ts';
import type { LayoutProgram } from './layout-program.ts';
import { certainly } from './new-places.ts';
import { findPrices, type Hints } from './prices.ts';
import { type LayoutSolution, solveLayouts } from './solve-layouts.ts';
import type { Worth } from './worth.ts';

/** How many GPUs of a pool have each occupancy, all that a pod may hold counted as used. */
export type Occupancies = ReadonlyMap<Occupancy, number>;

/** What the free space of GPUs is worth once idle instances are recut in the best way. */
export interface ReshapedWorth {
  /** Of a pool, with the bound on it. Settled ones are remembered, so `known` must not fall from one call to the next. */
  of(gpus: Occupancies, limit: TimeLimit, hints?: Hints): LayoutSolution;
  /** Upper bounds by the prices that suit a pool, valid for any other pool as well. */
  bounds(gpus: Occupancies, isOver: () => boolean): WorthBounds;
}

/** No pool is worth more than `base` and the values of its GPUs. */
export interface WorthBounds {
  readonly prices: readonly number[];
  readonly base: number;
  readonly valueAt: (occupancy: Occupancy) => number;
}

/** Counts the occupancies of the GPUs of a model. */
export function occupanciesOf(model: GpuModel, nodes: Iterable<NodeShape>): Map<Occupancy, number> {
  const counts = new Map<Occupancy, number>();
  for (const node of nodes) {
    for (const occupancy of certainOccupancies(model, node)) counts.set(occupancy, (counts.get(occupancy) ?? 0) + 1);
  }
  return counts;
}

/** The occupancies of a node's GPUs of a model. */
export function certainOccupancies(model: GpuModel, node: NodeShape): readonly Occupancy[] {
  return certainly(node).gpus.flatMap(({ table, occupancy }) => (table.model === model ? [occupancy] : []));
}

/** Prepares the worth of reshaped space for a model and what its idle instances are worth. */
export function reshapedWorth(model: GpuModel, worth: Worth): ReshapedWorth {
  const table: LayoutTable = layoutTable(model);
  const profiles = model.profiles.filter(({ ordinal }) => (worth[ordinal] ?? []).length > 0);
  const steps = profiles.map(({ ordinal }) => worth[ordinal] ?? []);
  const fillings = fillingsOf(table, profiles);
  const programOf = (gpus: Occupancies): LayoutProgram => ({
    classes: [...gpus]
      .filter(([, count]) => count > 0)
      .sort(([a], [b]) => a - b)
      .map(([occupancy, count]) => ({
        count,
        options: fillings(occupancy).map(({ counts }) => ({ counts, cost: 0 })),
      })),
    worth: steps,
  });
  const solved = new Map<string, LayoutSolution>();
  return {
    of(gpus, limit, hints = {}) {
      const key = [...gpus]
        .filter(([, count]) => count > 0)
        .map(([occupancy, count]) => `${occupancy}x${count}`)
        .sort()
        .join();
      const solution = solved.get(key) ?? solveLayouts(programOf(gpus), limit, hints);
      // What is surpassed by nothing stays so: what is known beforehand only grows.
      if (solution.bound <= Math.max(solution.objective, hints.known ?? 0)) solved.set(key, solution);
      return solution;
    },
    bounds(gpus, isOver) {
      const { prices, bound } = findPrices(programOf(gpus), isOver);
      const known = new Map<Occupancy, number>();
      const valueAt = (occupancy: Occupancy): number => {
        const value =
          known.get(occupancy) ??
          Math.max(
            ...fillings(occupancy).map(({ counts }) =>
              counts.reduce((sum, count, profile) => sum + count * (prices[profile] ?? 0), 0),
            ),
          );
        known.set(occupancy, value);
        return value;
      };
      const sold = [...gpus].reduce((sum, [occupancy, count]) => sum + count * valueAt(occupancy), 0);
      return { prices, base: bound - sold, valueAt };
    },
  };
}

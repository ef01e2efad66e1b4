import { EMPTY, type LayoutTable } from '../../solver/layout/layout-table.ts';
import { geometriesOf, layoutsOf, maximalGeometries } from '../../solver/layout/layouts.ts';
import type { Geometry } from '../../solver/model/gpu-model.ts';
import { poissonTail } from '../../solver/repartition/poisson-tail.ts';

/** Rounds over all GPUs after the first, in which each GPU is cut anew beside the others. */
const ROUNDS = 3;

/**
 * A geometry for each GPU, for a demand that is known with its spread: the n-th instance of a profile is worth its memory
 * slices times the probability that n are needed at once. GPUs are cut one after the other, each for the most worth, then
 * each once more beside what the others have.
 *
 * @param inUse Instances of each profile, by ordinal, that are in use in the mean where none is ever refused.
 */
export function tunedGeometries(table: LayoutTable, gpus: number, inUse: readonly number[]): readonly Geometry[] {
  const { profiles } = table.model;
  const wanted = profiles.filter(({ ordinal }) => (inUse[ordinal] ?? 0) > 0);
  const options = maximalGeometries(geometriesOf(table, layoutsOf(table, wanted)));
  const worth = profiles.map(({ ordinal, memory }) => {
    const most = gpus * table.spare(EMPTY, ordinal) + 1;
    return poissonTail(inUse[ordinal] ?? 0, most).map((chance) => chance * memory);
  });
  const made = profiles.map(() => 0);
  const chosen: Geometry[] = [];

  const worthOf = (geometry: Geometry): number => {
    let sum = 0;
    for (const [ordinal, count] of geometry.entries()) {
      for (let nth = 1; nth <= count; nth++) sum += worth[ordinal]?.[(made[ordinal] ?? 0) + nth] ?? 0;
    }
    return sum;
  };
  const count = (geometry: Geometry, sign: 1 | -1): void => {
    for (const [ordinal, instances] of geometry.entries()) made[ordinal] = (made[ordinal] ?? 0) + sign * instances;
  };
  for (let round = 0; round <= ROUNDS; round++) {
    for (let gpu = 0; gpu < gpus; gpu++) {
      const before = chosen[gpu];
      if (before !== undefined) count(before, -1);
      let [best, most] = [before ?? profiles.map(() => 0), before === undefined ? -1 : worthOf(before)];
      for (const option of options) {
        const value = worthOf(option);
        if (value > most + 1e-12) [best, most] = [option, value];
      }
      chosen[gpu] = best;
      count(best, 1);
    }
  }
  return chosen;
}

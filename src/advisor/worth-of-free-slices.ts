import { type Demand, sharesOf } from '../../solver/placement/demand.ts';
import { type Worth, worthOfDemand } from '../../solver/repartition/worth.ts';
import type { NamedPool } from './pools.ts';

/**
 * What instances of a pool are worth, for a demand: as if what is free were asked for in the demand's proportions, each
 * profile's arrivals independent of each other.
 *
 * @param slices Memory slices to be shared out.
 */
export function worthOfFreeSlices({ model, nodes }: NamedPool, demand: Demand, slices: number): Worth {
  const shares = sharesOf(model, demand);
  const perRequest = model.profiles.reduce((sum, { ordinal, memory }) => sum + (shares[ordinal] ?? 0) * memory, 0);
  const gpus = nodes.reduce((sum, node) => sum + node.gpus.length, 0);
  const needed = shares.map((share) => (perRequest === 0 ? 0 : (share * slices) / perRequest));
  return worthOfDemand(
    model,
    needed,
    model.profiles.map(({ limit }) => limit * gpus),
  );
}

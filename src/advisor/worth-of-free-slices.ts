import type { Demand } from '../../solver/placement/demand.ts';
import type { Worth } from '../../solver/repartition/worth.ts';
import { instancesFilling, worthOfNeeded } from './needed-instances.ts';
import type { NamedPool } from './pools.ts';

/**
 * What instances of a pool are worth, for a demand: as if what is free were asked for in the demand's proportions, each
 * profile's arrivals independent of each other.
 *
 * @param slices Memory slices to be shared out.
 */
export function worthOfFreeSlices(pool: NamedPool, demand: Demand, slices: number): Worth {
  return worthOfNeeded(pool, instancesFilling(pool.model, demand, slices));
}

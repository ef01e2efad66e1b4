import { freeSlices, type Pool, usedGeometry } from '../../solver/headroom/pool.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { type Demand, sharesOf } from '../../solver/placement/demand.ts';
import { type Worth, worthOfDemand } from '../../solver/repartition/worth.ts';

/**
 * Instances of each profile, by ordinal, that are needed at a time in the mean. How long pods stay is not known, so demand
 * tells proportions only. Hence those in use are needed, and what is free is as if asked for in the demand's proportions:
 * together as many memory slices as there are.
 *
 * @param pool Nodes without GPUs of other models.
 */
export function neededInstances(pool: Pool, demand: Demand): readonly number[] {
  const used = usedGeometry(pool);
  return instancesFilling(pool.model, demand, freeSlices(pool)).map((more, ordinal) => (used[ordinal] ?? 0) + more);
}

/** So many instances of each profile, by ordinal, that they take `slices` memory slices in the demand's proportions. */
export function instancesFilling(model: GpuModel, demand: Demand, slices: number): readonly number[] {
  const shares = sharesOf(model, demand);
  const perRequest = model.profiles.reduce((sum, { ordinal, memory }) => sum + (shares[ordinal] ?? 0) * memory, 0);
  return shares.map((share) => (share * slices) / perRequest);
}

/** What instances of a pool are worth where so many of each profile are needed in the mean. */
export function worthOfNeeded({ model, nodes }: Pool, needed: readonly number[]): Worth {
  const gpus = nodes.reduce((sum, node) => sum + node.gpus.length, 0);
  return worthOfDemand(
    model,
    needed,
    model.profiles.map(({ limit }) => limit * gpus),
  );
}

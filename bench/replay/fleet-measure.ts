import { fits, repackedHeadroom } from '../../solver/headroom/fit.ts';
import { EMPTY, everyOccupancy, type Occupancy } from '../../solver/layout/layout-table.ts';
import type { Geometry, GpuModel, Placement } from '../../solver/model/gpu-model.ts';
import { migBenchMeasures } from '../../solver/placement/migbench.ts';
import type { Workload } from '../workload/workload.ts';
import type { Fleet } from './fleet.ts';
import { worthOf } from './occupancy-worth.ts';
import type { State } from './outcome.ts';

/** What is in use and idle beside the occupancies, which do not tell by which instances they came. */
export interface Holdings {
  /** Instances in use, by profile ordinal. */
  readonly used: Geometry;
  /** The same by GPU, where there are any, in any order. */
  readonly usedPerGpu: Iterable<readonly Placement[]>;
  /** Instances that exist and are idle. */
  readonly idle: Geometry;
  readonly contention: number;
}

/** Prepares to measure a fleet. Profiles count by their share in the workload. */
export function createFleetMeasure(fleet: Fleet, { shares }: Workload): (holdings: Holdings) => State {
  const { table, gpus } = fleet;
  const { model } = table;
  const occupancies = everyOccupancy(table);
  const worths = occupancies.map((occupancy) => worthOf(table, occupancy, shares));
  return ({ used, usedPerGpu, idle, contention }) => {
    const reshaped = model.profiles.map(() => 0);
    let [stranded, dead, severity] = [0, 0, 0];
    for (const occupancy of occupancies) {
      const alike = count(fleet, occupancy);
      const worth = worths[occupancy];
      if (alike === 0 || worth === undefined) continue;
      for (const { ordinal } of model.profiles) {
        reshaped[ordinal] = (reshaped[ordinal] ?? 0) + alike * table.spare(occupancy, ordinal);
      }
      stranded += alike * worth.stranded;
      dead += alike * worth.dead;
      severity += alike * worth.mfiSeverity;
    }
    let [migbenchPhysical, migbenchStranded] = [0, 0];
    for (const instances of usedPerGpu) {
      const measures = migBenchMeasures(model, instances);
      migbenchPhysical += measures.physical;
      migbenchStranded += measures.stranded;
    }
    const repacked = model.profiles.map((profile) => repackedHeadroom(model, used, gpus, profile));
    return {
      usedSlices: slicesOf(model, used),
      gpusActive: gpus - count(fleet, EMPTY),
      gpusNeeded: gpusNeeded(model, used, gpus),
      asShaped: idle,
      reshaped,
      repacked,
      stranded,
      dead,
      fragmentation: missingShare(model, shares, reshaped, repacked),
      mfiSeverity: severity / gpus,
      migbenchPhysical: migbenchPhysical / gpus,
      migbenchStranded: migbenchStranded / gpus,
      contention,
    };
  };
}

/** GPUs of an occupancy, of whatever class. */
function count(fleet: Fleet, occupancy: Occupancy): number {
  let sum = 0;
  for (let each = 0; each < fleet.classes; each++) sum += fleet.count(occupancy, each);
  return sum;
}

/** Memory slices of some instances. */
export function slicesOf({ profiles }: GpuModel, counts: Geometry): number {
  return profiles.reduce((sum, { memory, ordinal }) => sum + memory * (counts[ordinal] ?? 0), 0);
}

/** The fewest GPUs, up to `most`, that hold some instances if each is placed where it is best. */
export function gpusNeeded(model: GpuModel, used: Geometry, most: number): number {
  let [tooFew, enough] = [-1, most];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (fits(model, used, middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** The headroom that is missing to what repacking would give, in memory slices weighed by share: 0 is nothing, 1 all of it. */
function missingShare({ profiles }: GpuModel, shares: readonly number[], now: Geometry, repacked: Geometry): number {
  const weighed = (counts: Geometry): number =>
    profiles.reduce((sum, { memory, ordinal }) => sum + (shares[ordinal] ?? 0) * memory * (counts[ordinal] ?? 0), 0);
  const most = weighed(repacked);
  return most === 0 ? 0 : 1 - weighed(now) / most;
}

import { fleetModel } from '../workload/fleet-model.ts';
import { modeSpecs } from './mode-specs.ts';
import { peakSlices } from './peak-slices.ts';
import type { Grounds } from './scenarios.ts';
import type { Settings } from './settings.ts';
import { workloadSpecs } from './workload-specs.ts';

/** Where no size of the fleet is given: the shares that it is of what the peak of a trace would fill. */
const SHARES_OF_PEAK = [0.6, 0.8];

/**
 * Fleets of one model in every size that is asked for, or of 60 % and 80 % of the GPUs that the peak of the trace would fill.
 *
 * @param modelName A name of the catalogue.
 * @throws BadInput naming what is unknown, or a file that cannot be read.
 */
export function generatedGrounds(modelName: string, settings: Settings): Grounds {
  const model = fleetModel(modelName);
  const { workloads, notes } = workloadSpecs(model, settings);
  const modes = modeSpecs(settings.mode ?? 'carve', settings);
  const peaks = workloads.map((workload) => (workload.kind === 'trace' ? peakSlices(workload, model) : 0));
  const peak = Math.max(...peaks) / model.memorySlices;
  const byPeak = SHARES_OF_PEAK.map((share) => Math.max(1, Math.round(share * peak)));
  const sizes = settings.gpus.length > 0 ? settings.gpus : new Set(byPeak);
  const grounds = [...sizes].map((gpus) => ({
    fleet: { model: model.name, gpus, gpusPerNode: settings.gpusPerNode },
    modes,
    workloads,
  }));
  return { grounds, notes };
}

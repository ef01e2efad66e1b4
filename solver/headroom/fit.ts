import type { Family, Geometry, GpuModel, Profile } from '../model/gpu-model.ts';
import { fitsA30 } from './fit-a30.ts';
import { fitsRtxPro6000 } from './fit-rtx-pro-6000.ts';
import { fitsSevenEight } from './fit-seven-eight.ts';

const fitOfFamily: Record<Family, (geometry: Geometry, gpus: number) => boolean> = {
  'seven-eight': fitsSevenEight,
  a30: fitsA30,
  'rtx-pro-6000': fitsRtxPro6000,
};

/** True where `gpus` GPUs of a model can hold all instances of `geometry` at once, each placed where it is best. Exact. */
export function fits(model: GpuModel, geometry: Geometry, gpus: number): boolean {
  return fitOfFamily[model.family](geometry, gpus);
}

/**
 * How many more instances of `profile` could be had on `gpus` GPUs if every pod could be moved: the largest number that
 * still fits beside the instances in use. 0 where `used` itself does not fit.
 */
export function repackedHeadroom(model: GpuModel, used: Geometry, gpus: number, profile: Profile): number {
  let [most, tooMany] = [0, gpus * profile.limit + 1];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    const wanted = used.with(profile.ordinal, (used[profile.ordinal] ?? 0) + middle);
    if (fits(model, wanted, gpus)) most = middle;
    else tooMany = middle;
  }
  return most;
}

import type { GpuModel, Placement } from '../../solver/model/gpu-model.ts';
import { placementAt } from '../../solver/model/placement.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { failure, type Result } from '../../solver/model/result.ts';

/** Reads `3g.20gb@4`. Fails with a sentence where the model has no such placement. */
export function readPlacement(model: GpuModel, text: string): Result<Placement> {
  const [, name = '', start = ''] = /^(.+)@(\d+)$/.exec(text) ?? [];
  if (name === '') return failure(`"${text}" is not of the form PROFILE@START`);
  const profile = profileOf(model, name);
  return profile.ok ? placementAt(model, profile.value, Number(start)) : profile;
}

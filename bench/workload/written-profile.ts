import type { GpuModel, Profile } from '../../solver/model/gpu-model.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';

/**
 * The profile of a model that a person wrote: its name, or `3g`, which is the plain one of three compute slices with the
 * least memory. Fails with a sentence that names profile and model.
 */
export function writtenProfile(model: GpuModel, text: string): Result<Profile> {
  const short = /^(\d{1,2})g$/.exec(text);
  if (short === null) return profileOf(model, text);
  const found = profilesByCompute(model).find(({ compute }) => compute === Number(short[1]));
  return found === undefined ? failure(`${model.name} has no profile "${text}"`) : ok(found);
}

/** For each number of compute slices the plain profile with the least memory, smallest first: no `1g` with twice the memory. */
export function profilesByCompute(model: GpuModel): readonly Profile[] {
  return model.profiles
    .filter(({ plain }) => plain)
    .sort((a, b) => a.compute - b.compute || a.memory - b.memory)
    .filter((profile, index, all) => profile.compute !== all[index - 1]?.compute);
}

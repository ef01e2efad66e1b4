import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { BadInput } from '../../src/bad-input.ts';
import type { Mix } from '../scenario.ts';
import type { ProfileShare } from './orders/order.ts';

/**
 * The profiles of a mix on a model, smallest first; shares of 0 are left out, and the others scaled to the sum 1.
 *
 * @throws BadInput where the model lacks one of the profiles, or where nothing is left.
 */
export function sharesOf({ name, shares }: Mix, model: GpuModel): readonly ProfileShare[] {
  const named = Object.entries(shares).filter(([, share]) => share > 0);
  const sum = named.reduce((total, [, share]) => total + share, 0);
  if (named.length === 0) throw new BadInput(`the mix "${name}" asks for no profile`);
  return named
    .map(([text, share]) => {
      const profile = profileOf(model, text);
      if (!profile.ok) throw new BadInput(`the mix "${name}" does not fit: ${profile.error}`);
      return { profile: profile.value, share: share / sum };
    })
    .sort((a, b) => a.profile.memory - b.profile.memory || a.profile.ordinal - b.profile.ordinal);
}

import type { GpuModel, Profile } from '../../solver/model/gpu-model.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { mostSimilar } from '../../src/similar.ts';
import type { Mix } from '../scenario.ts';
import { mixNames, mixOn } from './mixes.ts';
import { writtenProfile } from './written-profile.ts';

/**
 * Reads a mix as it is given by hand: the name of one (`skew-small`), or shares such as `1g.5gb=0.6,3g.20gb=0.4`, which
 * are scaled to the sum 1. A profile may be written as its compute slices, `3g`: the plain one with the least memory.
 * Fails with a sentence that names what is wrong.
 */
export function parseMix(model: GpuModel, text: string): Result<Mix> {
  return text.includes('=') ? parseShares(model, text) : namedMix(model, text.trim());
}

function namedMix(model: GpuModel, name: string): Result<Mix> {
  const mix = mixOn(model, name);
  if (mix !== undefined) return ok(mix);
  const [near] = mostSimilar(name, mixNames, (each) => each);
  const hint = near === undefined ? `known are ${mixNames.join(', ')}` : `did you mean ${near}?`;
  return failure(`there is no mix "${name}"; ${hint}`);
}

function parseShares(model: GpuModel, text: string): Result<Mix> {
  const shares = new Map<Profile, number>();
  for (const part of text.split(',')) {
    const [written = '', amount = '', ...rest] = part.split('=').map((piece) => piece.trim());
    if (rest.length > 0 || amount === '') return failure(`"${part.trim()}" in a mix is not PROFILE=SHARE`);
    const profile = writtenProfile(model, written);
    if (!profile.ok) return profile;
    if (!/^(\d+(\.\d*)?|\.\d+)$/.test(amount))
      return failure(`the share of ${written} is "${amount}", expected a number`);
    if (shares.has(profile.value)) return failure(`the mix names ${profile.value.name} twice`);
    shares.set(profile.value, Number(amount));
  }
  const sum = [...shares.values()].reduce((total, share) => total + share, 0);
  if (!(sum > 0 && Number.isFinite(sum))) return failure(`the shares of "${text}" add up to ${sum}`);
  const scaled = [...shares].filter(([, share]) => share > 0).map(([profile, share]) => [profile.name, share / sum]);
  return ok({ name: text.replaceAll(/\s/g, ''), shares: Object.fromEntries(scaled) });
}

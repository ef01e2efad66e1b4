import { InvalidArgumentError } from 'commander';
import { parseProfileName } from '../../solver/model/profile-name.ts';
import { parseLoad } from '../advisor/parse-load.ts';

/** Adds `PROFILE=WEIGHT` to the demand that was given before. */
export function readDemandWeight(
  text: string,
  before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const [, profile = '', weight = ''] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (!parseProfileName(profile).ok || Number(weight) <= 0) {
    throw new InvalidArgumentError('It must be of the form PROFILE=WEIGHT, such as 2g.10gb=3.');
  }
  return { ...before, [profile]: Number(weight) };
}

/** Reads a load. Throws what commander reports as wrong usage. */
export function readLoad(text: string): number {
  const load = parseLoad(text);
  if (load === undefined) throw new InvalidArgumentError('It must be a share above 0, such as 0.85.');
  return load;
}

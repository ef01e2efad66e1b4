import { InvalidArgumentError } from 'commander';
import { parseProfileName } from '../../solver/model/profile-name.ts';
import { type Rung, rungs } from '../advisor/recommendation.ts';

/** The forms in which recommendations are printed. */
export const RECOMMEND_FORMATS = ['text', 'json', 'nvidia-smi', 'mig-parted'] as const;

/** One of the forms. */
export type RecommendFormat = (typeof RECOMMEND_FORMATS)[number];

/** Adds a rung to those that were given before. */
export function appendedRung(text: string, before: readonly Rung[]): readonly Rung[] {
  const rung = rungs.find((each) => each === text);
  if (rung === undefined) throw new InvalidArgumentError(`It must be one of ${rungs.join(', ')}.`);
  return [...before, rung];
}

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

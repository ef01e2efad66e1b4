import { InvalidArgumentError } from 'commander';
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

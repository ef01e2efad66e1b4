import { BadInput } from '../../src/bad-input.ts';
import type { LifetimeSpec } from '../scenario.ts';
import { readLifetimes } from '../workload/trace-file.ts';

/** The sigma of the lognormal law where none is given: what the early measurements took. */
const USUAL_SIGMA = 1.6;

/**
 * The law of lifetimes that `--lifetimes` names: `exponential`, `deterministic`, `lognormal`, `lognormal:SIGMA`, or else a
 * file in CSV whose lifetimes are drawn from.
 *
 * @throws BadInput naming the file, where it cannot be read or has no lifetimes.
 */
export function lifetimeLaw(asked: string): LifetimeSpec {
  if (asked === 'exponential' || asked === 'deterministic') return { kind: asked };
  if (asked === 'lognormal') return { kind: 'lognormal', sigma: USUAL_SIGMA };
  const [, sigma] = /^lognormal:(.*)$/.exec(asked) ?? [];
  return sigma === undefined ? readLifetimes(asked) : { kind: 'lognormal', sigma: sigmaOf(sigma) };
}

function sigmaOf(written: string): number {
  const sigma = Number(written);
  if (/^[\d.]+$/.test(written) && sigma > 0 && sigma <= 5) return sigma;
  throw new BadInput(`--lifetimes: the sigma of "lognormal:${written}" must be a number above 0, at most 5`);
}

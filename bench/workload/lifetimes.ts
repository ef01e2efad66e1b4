import { BadInput } from '../../src/bad-input.ts';
import type { Random } from '../cluster/random.ts';
import type { LifetimeSpec } from '../scenario.ts';

/**
 * A function that draws lifetimes, whose mean is 1. Lognormal ones are `exp(sigma * z - sigma^2 / 2)` with a normal z, which
 * is the lognormal distribution of mean 1; resampled ones are values of the file, each as likely, over their mean.
 *
 * @throws BadInput where resampled values have no mean above 0.
 */
export function lifetimeSampler(spec: LifetimeSpec, random: Random): () => number {
  switch (spec.kind) {
    case 'exponential':
      return random.exponential;
    case 'deterministic':
      return () => 1;
    case 'lognormal':
      return () => Math.exp(spec.sigma * random.normal() - spec.sigma ** 2 / 2);
    case 'resampled': {
      const mean = spec.values.reduce((sum, value) => sum + value, 0) / spec.values.length;
      if (!(mean > 0 && mean < Number.POSITIVE_INFINITY)) throw new BadInput(`${spec.name} has no lifetime above 0`);
      return () => random.pick(spec.values) / mean;
    }
  }
}

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that follow from a seed. */
export interface Random {
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  /** @throws RangeError where there is nothing to pick from. */
  pick<T>(items: readonly T[]): T;
  /** From 0, included, to 1, excluded. */
  uniform(): number;
  /** Exponentially distributed with mean 1. Takes one uniform number. */
  exponential(): number;
  /** Normally distributed with mean 0 and deviation 1 (Box and Muller). Takes two uniform numbers, always. */
  normal(): number;
}

/**
 * Random choices from a seed: the same seed, the same choices. Streams of one seed, numbered from 0, do not overlap: each
 * begins 2^64 numbers after the one before.
 */
export function createRandom(seed: number, stream = 0): Random {
  const generator = xoroshiro128plus(seed);
  for (let jump = 0; jump < stream; jump++) generator.jump();
  const uniform = (): number => uniformFloat64(generator);
  // Of 1 - u, which is never 0, where u may be.
  const exponential = (): number => -Math.log(1 - uniform());
  const below = (limit: number): number => uniformInt(generator, 0, limit - 1);
  return {
    chance: (probability) => uniform() < probability,
    below,
    pick: (items) => {
      const item = items[items.length === 0 ? 0 : below(items.length)];
      if (item === undefined) throw new RangeError('there is nothing to pick from');
      return item;
    },
    uniform,
    exponential,
    normal: () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform()),
  };
}

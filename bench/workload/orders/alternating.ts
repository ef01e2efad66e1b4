import { type Asked, extremes, type Flow, type Order, poissonTimes, type Request } from './order.ts';

/**
 * Two mean lifetimes long come only requests for the smallest profile of the mix, then two long only for the largest, and
 * so on from the start. They come at random, at `slices / (memory slices of the profile)` in a mean lifetime, so both ask
 * for as much. When the turn changes, e^-2 = 14 % of what would be there without an end is not there yet.
 */
export const onesThenSevens: Order = { requests: (asked) => alternating(asked, { turn: 2, together: false }), flows };

/**
 * The same in turns of a quarter of a mean lifetime, and all requests of a turn come together when it begins: a burst
 * of small ones, a quarter later a burst of big ones. How many a burst has is what a Poisson process would bring in a
 * turn, `slices / (4 * memory slices of the profile)` in the mean.
 */
export const bigAfterSmallBursts: Order = {
  requests: (asked) => alternating(asked, { turn: 1 / 4, together: true }),
  flows,
};

interface Turns {
  /** How long each of the two profiles has its turn, in mean lifetimes. */
  readonly turn: number;
  /** Whether all requests of a turn come when it begins. */
  readonly together: boolean;
}

function* alternating(asked: Asked, { turn, together }: Turns): Generator<Request> {
  const { shares, slices, end, arrivals, nextLifetime } = asked;
  const { smallest, largest } = extremes(shares);
  for (let index = 0; index * turn < end; index++) {
    const profile = index % 2 === 0 ? smallest : largest;
    const start = index * turn;
    for (const at of poissonTimes(arrivals, slices / profile.memory, start, Math.min(end, start + turn))) {
      yield { at: together ? start : at, profile, lifetime: nextLifetime() };
    }
  }
}

/** Each of the two has half of the time, in which it comes as if it were alone. */
function flows({ shares, slices }: Pick<Asked, 'shares' | 'slices'>): readonly Flow[] {
  const { smallest, largest } = extremes(shares);
  return [smallest, largest].map((profile) => ({ profile, rate: slices / profile.memory / 2, stay: 1 }));
}

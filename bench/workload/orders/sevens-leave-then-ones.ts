import { type Asked, extremes, poissonTimes, type Request } from './order.ts';

/** Mean lifetimes from one coming of the sevens to the next; they leave after half of it. */
const PERIOD = 4;
/** How long they come. */
const COMING = 1 / 2;

/**
 * In periods of four mean lifetimes: in the first half lifetime come requests for the largest profile of the mix, and all
 * of them leave two lifetimes after the period began. From then to its end come requests for the smallest profile, which
 * stay as long as the scenario says, so that the next big ones meet what is left of them.
 *
 * Each profile has half the load: small ones come at `slices / memory` in a mean lifetime, for half the time. Big ones
 * stay 1.75 lifetimes in the mean, so to hold `2 * slices` over the period `8/7 * slices / memory` of them come.
 */
export function* sevensLeaveThenOnes(asked: Asked): Generator<Request> {
  const { shares, slices, end, arrivals, nextLifetime } = asked;
  const { smallest, largest } = extremes(shares);
  const half = PERIOD / 2;
  const bigRate = (half * slices) / largest.memory / (COMING * (half - COMING / 2));
  for (let start = 0; start < end; start += PERIOD) {
    const turn = start + half;
    for (const at of poissonTimes(arrivals, bigRate, start, Math.min(end, start + COMING))) {
      yield { at, profile: largest, lifetime: turn - at };
    }
    for (const at of poissonTimes(arrivals, slices / smallest.memory, turn, Math.min(end, start + PERIOD))) {
      yield { at, profile: smallest, lifetime: nextLifetime() };
    }
  }
}

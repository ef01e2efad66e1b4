import type { Profile } from '../../../solver/model/gpu-model.ts';
import { type Asked, extremes, type Flow, type Order, poissonTimes, type Request } from './order.ts';

/** Mean lifetimes from one coming of the sevens to the next; they leave after half of it. */
const PERIOD = 4;
const HALF = PERIOD / 2;
/** How long they come, and stay in the mean. */
const COMING = 1 / 2;
const BIG_STAY = HALF - COMING / 2;

/**
 * In periods of four mean lifetimes: in the first half lifetime come requests for the largest profile of the mix, and all
 * of them leave two lifetimes after the period began. From then to its end come requests for the smallest profile, which
 * stay as long as the scenario says, so that the next big ones meet what is left of them.
 *
 * Each profile has half the load: small ones come at `slices / memory` in a mean lifetime, for half the time. Big ones
 * stay 1.75 lifetimes in the mean, so to hold `2 * slices` over the period `8/7 * slices / memory` of them come.
 */
export const sevensLeaveThenOnes: Order = { requests, flows };

function* requests(asked: Asked): Generator<Request> {
  const { shares, slices, end, arrivals, nextLifetime } = asked;
  const { smallest, largest } = extremes(shares);
  const bigRate = bigRateOf(slices, largest);
  for (let start = 0; start < end; start += PERIOD) {
    const turn = start + HALF;
    for (const at of poissonTimes(arrivals, bigRate, start, Math.min(end, start + COMING))) {
      yield { at, profile: largest, lifetime: turn - at };
    }
    for (const at of poissonTimes(arrivals, slices / smallest.memory, turn, Math.min(end, start + PERIOD))) {
      yield { at, profile: smallest, lifetime: nextLifetime() };
    }
  }
}

function flows({ shares, slices }: Pick<Asked, 'shares' | 'slices'>): readonly Flow[] {
  const { smallest, largest } = extremes(shares);
  return [
    { profile: smallest, rate: ((slices / smallest.memory) * HALF) / PERIOD, stay: 1 },
    { profile: largest, rate: (bigRateOf(slices, largest) * COMING) / PERIOD, stay: BIG_STAY },
  ];
}

/** Big ones in a mean lifetime while they come. */
function bigRateOf(slices: number, largest: Profile): number {
  return (HALF * slices) / largest.memory / (COMING * BIG_STAY);
}

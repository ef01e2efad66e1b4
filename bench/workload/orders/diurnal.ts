import {
  type Asked,
  drawProfile,
  type Flow,
  meanMemory,
  type Order,
  type ProfileShare,
  poissonTimes,
  type Request,
} from './order.ts';

/** Mean lifetimes from one time at which the mix is its own to the next. */
const PERIOD = 10;

/**
 * Requests come at random, while the mix drifts to its reverse and back: at time t the weight of the reverse is
 * `(1 - cos(2 pi t / 10)) / 2`. The reverse gives the smallest profile the share of the largest, the second smallest that of
 * the second largest, and so on. The rate changes with the mean size of a request, so that the memory slices asked for in
 * a unit of time stay the same: only what they are asked in changes.
 */
export const diurnal: Order = { requests, flows };

function* requests(asked: Asked): Generator<Request> {
  const { shares, slices, end, arrivals, profiles, nextLifetime } = asked;
  const reverse = reversed(shares);
  const leastMemory = Math.min(meanMemory(shares), meanMemory(reverse));
  // Thinning: of the arrivals at the highest rate that there is, as many are taken as the rate at that time asks for.
  for (const at of poissonTimes(arrivals, slices / leastMemory, 0, end)) {
    const now = blend(shares, reverse, weightAt(at));
    if (!arrivals.chance(leastMemory / meanMemory(now))) continue;
    yield { at, profile: drawProfile(now, profiles), lifetime: nextLifetime() };
  }
}

/** Times of a period at which the mix is looked at for its mean: a sum over a period of a smooth function is soon exact. */
const LOOKS = 64;

/** In the mean over a period. */
function flows({ shares, slices }: Pick<Asked, 'shares' | 'slices'>): readonly Flow[] {
  const reverse = reversed(shares);
  return Array.from({ length: LOOKS }, (_, look) => {
    const now = blend(shares, reverse, weightAt((PERIOD * look) / LOOKS));
    const rate = slices / meanMemory(now) / LOOKS;
    return now.map(({ profile, share }) => ({ profile, rate: rate * share, stay: 1 }));
  }).flat();
}

/** The weight of the reverse. */
function weightAt(time: number): number {
  return (1 - Math.cos((2 * Math.PI * time) / PERIOD)) / 2;
}

function reversed(shares: readonly ProfileShare[]): readonly ProfileShare[] {
  return shares.map(({ profile, share }, index) => ({ profile, share: shares.at(-1 - index)?.share ?? share }));
}

function blend(
  shares: readonly ProfileShare[],
  reverse: readonly ProfileShare[],
  weight: number,
): readonly ProfileShare[] {
  return shares.map(({ profile, share }, index) => ({
    profile,
    share: share + weight * ((reverse[index]?.share ?? share) - share),
  }));
}

import { type Asked, drawProfile, meanMemory, type Order, poissonTimes, type Request, steadyFlows } from './order.ts';

/**
 * Requests come at random, at the same rate all the time: `slices / (mean memory slices of a request)` in a mean lifetime,
 * which by Little's law holds `slices` in the mean. Each draws its profile from the mix.
 */
export const poisson: Order = { requests, flows: steadyFlows };

function* requests(asked: Asked): Generator<Request> {
  const { shares, slices, end, arrivals, profiles, nextLifetime } = asked;
  for (const at of poissonTimes(arrivals, slices / meanMemory(shares), 0, end)) {
    yield { at, profile: drawProfile(shares, profiles), lifetime: nextLifetime() };
  }
}

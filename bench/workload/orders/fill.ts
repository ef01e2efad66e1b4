import { type Asked, drawProfile, type Order, type Request, steadyFlows } from './order.ts';

/**
 * Requests that never leave come one after the other, until `slices` were asked for; the last one may go beyond. Time
 * stands for what was asked: a request comes at `end * (slices asked before it) / slices`, so averages over time are
 * averages over the slices asked for, and the first `warmUp / end` of them are not counted.
 *
 * Its flows are those of a stream that holds as many slices all the time: what is in use once all have come.
 */
export const fill: Order = { requests, flows: steadyFlows };

function* requests({ shares, slices, end, profiles }: Asked): Generator<Request> {
  for (let before = 0; before < slices; ) {
    const profile = drawProfile(shares, profiles);
    yield { at: (end * before) / slices, profile, lifetime: Number.POSITIVE_INFINITY };
    before += profile.memory;
  }
}

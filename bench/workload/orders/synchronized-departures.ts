import { type Asked, type Order, type Request, steadyFlows } from './order.ts';
import { poisson } from './poisson.ts';

/** Mean lifetimes between two times at which requests leave. */
const TICK = 1 / 2;

/**
 * Requests come as in {@link poisson}, but leave only at whole multiples of half a mean lifetime, all together.
 *
 * A lifetime is three quarters of what the scenario draws, and then as long as it takes to the next of these times. The
 * times of arrival are uniform between two of them, and so is what is added: a quarter in the mean, so the mean is 1 again.
 */
export const synchronizedDepartures: Order = { requests, flows: steadyFlows };

function* requests(asked: Asked): Generator<Request> {
  for (const { at, profile, lifetime } of poisson.requests(asked)) {
    const leaves = TICK * Math.ceil((at + lifetime * (1 - TICK / 2)) / TICK);
    yield { at, profile, lifetime: leaves - at };
  }
}

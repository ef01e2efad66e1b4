import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { createRandom } from '../cluster/random.ts';
import type { ArrivalOrder, GeneratedWorkload, Scenario } from '../scenario.ts';
import { expectedDemand, type KnownDemand, realisedDemand } from './expected-demand.ts';
import { fleetModel } from './fleet-model.ts';
import { lifetimeSampler } from './lifetimes.ts';
import { sharesOf } from './mix-shares.ts';
import { bigAfterSmallBursts, onesThenSevens } from './orders/alternating.ts';
import { diurnal } from './orders/diurnal.ts';
import { fill } from './orders/fill.ts';
import type { Asked, Order, Request } from './orders/order.ts';
import { poisson } from './orders/poisson.ts';
import { sevensLeaveThenOnes } from './orders/sevens-leave-then-ones.ts';
import { synchronizedDepartures } from './orders/synchronized-departures.ts';
import { requestsOfTrace } from './requests-of-trace.ts';
import type { Workload } from './workload.ts';

/** Every order of arrivals, by its name. */
const ORDERS: Readonly<Record<ArrivalOrder, Order>> = {
  poisson,
  fill,
  diurnal,
  'ones-then-sevens': onesThenSevens,
  'sevens-leave-then-ones': sevensLeaveThenOnes,
  'synchronized-departures': synchronizedDepartures,
  'big-after-small-bursts': bigAfterSmallBursts,
};

/** Streams of random numbers: one for each thing that is drawn, so that changing one leaves the others as they were. */
const STREAM = { arrivals: 1, profiles: 2, lifetimes: 3, bandwidth: 4 };

/**
 * The requests of a scenario: the same scenario and seed, the same requests. For one seed, another law of lifetimes leaves
 * arrivals and profiles as they are, another load leaves profiles and lifetimes, and only stretches the gaps between
 * Poisson arrivals, and so on: comparisons between scenarios are paired, too.
 *
 * @throws BadInput where model, mix or lifetimes name what does not exist.
 */
export function createWorkload({ fleet, workload }: Scenario, seed: number): Workload {
  const model = fleetModel(fleet.model);
  if (workload.kind === 'trace') {
    const requests = requestsOfTrace(workload, model, seed);
    const { warmUp } = workload;
    const traced = { ...columns(model, requests, 0, seed), warmUp, end: endOf(requests, warmUp) };
    return { ...traced, ...realisedDemand(traced) };
  }
  const { order, warmUp, counted, bandwidthHigh } = workload;
  const mix = { shares: sharesOf(workload.mix, model), slices: workload.load * fleet.gpus * model.memorySlices };
  const requests = [...ORDERS[order].requests(drawnFrom(workload, mix, seed))];
  return {
    ...columns(model, requests, bandwidthHigh, seed),
    warmUp,
    end: warmUp + counted,
    ...expectedDemand(model, ORDERS[order].flows(mix)),
  };
}

/** The last arrival: after it a fleet only empties. Where all requests come in the warm-up, the last departure. */
function endOf(requests: readonly Request[], warmUp: number): number {
  const arrival = requests.at(-1)?.at ?? 0;
  return arrival > warmUp
    ? arrival
    : requests.reduce((last, { at, lifetime }) => Math.max(last, at + lifetime), warmUp);
}

function drawnFrom(
  { warmUp, counted, lifetimes }: GeneratedWorkload,
  mix: Pick<Asked, 'shares' | 'slices'>,
  seed: number,
): Asked {
  return {
    ...mix,
    end: warmUp + counted,
    arrivals: createRandom(seed, STREAM.arrivals),
    profiles: createRandom(seed, STREAM.profiles),
    nextLifetime: lifetimeSampler(lifetimes, createRandom(seed, STREAM.lifetimes)),
  };
}

function columns(
  model: GpuModel,
  requests: readonly Request[],
  bandwidthHigh: number,
  seed: number,
): Omit<Workload, 'warmUp' | 'end' | keyof KnownDemand> {
  const marks = createRandom(seed, STREAM.bandwidth);
  return {
    model,
    at: Float64Array.from(requests, ({ at }) => at),
    lifetime: Float64Array.from(requests, ({ lifetime }) => lifetime),
    profile: Uint8Array.from(requests, ({ profile }) => profile.ordinal),
    isBandwidthHigh: Uint8Array.from(requests, () => (marks.chance(bandwidthHigh) ? 1 : 0)),
  };
}

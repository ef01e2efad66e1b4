import type { GpuModel } from '../../solver/model/gpu-model.ts';
import type { Flow } from './orders/order.ts';
import type { Workload } from './workload.ts';

/** What may be known of a workload before its first request comes. */
export type KnownDemand = Pick<Workload, 'shares' | 'inUse'>;

/**
 * What a specification says of requests that are yet to be drawn: shares by how many come, and by Little's law as many in use
 * as come in a unit of time, times how long they stay.
 */
export function expectedDemand({ profiles }: GpuModel, flows: readonly Flow[]): KnownDemand {
  const all = flows.reduce((sum, { rate }) => sum + rate, 0);
  const sumOf = (ordinal: number, of: (flow: Flow) => number): number =>
    flows.reduce((sum, flow) => sum + (flow.profile.ordinal === ordinal ? of(flow) : 0), 0);
  return {
    shares: profiles.map(({ ordinal }) => sumOf(ordinal, ({ rate }) => rate) / all),
    inUse: profiles.map(({ ordinal }) => sumOf(ordinal, ({ rate, stay }) => rate * stay)),
  };
}

/**
 * The same of requests that are there already, as those of a trace: nobody specified them, so they are counted. In use is
 * what would be over the counted time, in the mean, if no request were refused.
 */
export function realisedDemand({
  model: { profiles },
  at,
  lifetime,
  profile,
  warmUp,
  end,
}: Omit<Workload, keyof KnownDemand>): KnownDemand {
  const counts = profiles.map(() => 0);
  const inUse = profiles.map(() => 0);
  for (const [request, arrival] of at.entries()) {
    const ordinal = profile[request] ?? 0;
    counts[ordinal] = (counts[ordinal] ?? 0) + 1;
    const time = Math.min(end, arrival + (lifetime[request] ?? 0)) - Math.max(warmUp, arrival);
    if (time > 0) inUse[ordinal] = (inUse[ordinal] ?? 0) + time / (end - warmUp);
  }
  return { shares: counts.map((count) => count / Math.max(1, at.length)), inUse };
}

import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { profile } from '../../solver/testing/shapes.ts';
import { realisedDemand } from '../workload/expected-demand.ts';
import type { Workload } from '../workload/workload.ts';

/** A request in a test: when it comes, how long it stays, and the name of its profile. */
export type Asked = readonly [at: number, lifetime: number, profile: string];

/**
 * A workload from its requests, in order of arrival, whose demand is known as that of a trace is. Counted from 0 to the last
 * arrival where nothing else is said.
 */
export function stream(
  model: GpuModel,
  requests: readonly Asked[],
  { warmUp = 0, end = requests.at(-1)?.[0] ?? 0 }: { readonly warmUp?: number; readonly end?: number } = {},
): Workload {
  const requested = {
    model,
    at: Float64Array.from(requests, ([at]) => at),
    lifetime: Float64Array.from(requests, ([, lifetime]) => lifetime),
    profile: Uint8Array.from(requests, ([, , name]) => profile(model, name).ordinal),
    isBandwidthHigh: new Uint8Array(requests.length),
    warmUp,
    end,
  };
  return { ...requested, ...realisedDemand(requested) };
}

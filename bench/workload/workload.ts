import type { GpuModel } from '../../solver/model/gpu-model.ts';

/**
 * What is asked of a fleet of one GPU model, one instance a request, as parallel arrays in order of arrival. The unit of
 * time is the mean lifetime of a request where a workload is generated, and the hour where it comes from a file.
 */
export interface Workload {
  readonly model: GpuModel;
  /** When each request arrives; never falls. */
  readonly at: Float64Array;
  /** How long it stays once it is placed; infinite where it never leaves. */
  readonly lifetime: Float64Array;
  /** Ordinal of the profile that it asks for. */
  readonly profile: Uint8Array;
  /** 1 for requests that use much of what a GPU's instances share: PCIe bandwidth and power. */
  readonly isBandwidthHigh: Uint8Array;
  /** Requests before this time only fill the fleet: nothing of them is counted. */
  readonly warmUp: number;
  /** Until when averages over time are taken. */
  readonly end: number;
  /**
   * What whoever decides may know beforehand, by profile ordinal: the share of each in the requests, and how many instances
   * would be in use in the mean if no request were refused. Of generated requests it is what their specification says, the same
   * for every seed; of a trace, which has none, what is in it.
   */
  readonly shares: readonly number[];
  readonly inUse: readonly number[];
}

import type { Placement } from '../../solver/model/gpu-model.ts';

/** Where an instance goes. */
export interface Seat {
  readonly gpu: number;
  readonly placement: Placement;
}

/** Picks where requests go on a fleet, whose GPUs it leaves as they are: the replay puts what was chosen. */
export interface Chooser {
  /**
   * The place for one instance of the profile with this ordinal; undefined where there is none.
   *
   * @param isBandwidthHigh Whether the request is marked `slicewise.dev/bandwidth: high`.
   */
  choose(profile: number, isBandwidthHigh: boolean): Seat | undefined;
}

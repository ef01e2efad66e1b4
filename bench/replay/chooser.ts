import type { Placement } from '../../solver/model/gpu-model.ts';

/** Where an instance goes. */
export interface Seat {
  readonly gpu: number;
  readonly placement: Placement;
}

/** What a request says beside its profile. */
export interface Marks {
  /** Whether it is marked `slicewise.dev/bandwidth: high`. */
  readonly isBandwidthHigh: boolean;
}

/** Nothing. */
export const UNMARKED: Marks = { isBandwidthHigh: false };

/** Picks where requests go on a fleet, whose GPUs it leaves as they are: the replay puts what was chosen. */
export interface Chooser {
  /** The place for one instance of the profile with this ordinal; undefined where there is none. */
  choose(profile: number, marks: Marks): Seat | undefined;
}

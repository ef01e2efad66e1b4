/** What one replay of a scenario with one policy and one seed came to. Plain numbers, the same on every machine. */
export interface Outcome {
  /** Requests counted, by profile ordinal. */
  readonly asked: readonly number[];
  /** Those of them that were placed; with a queue, sooner or later. */
  readonly accepted: readonly number[];
  /** Of all requests, those of the warm-up included; absent where none was rejected. With a queue: had to wait. */
  readonly firstRejection?: { readonly time: number; readonly slicesUsed: number };
  /** Pods restarted elsewhere among the counted time, and the memory slices that they use. */
  readonly moves: number;
  readonly movedSlices: number;
  /** GPUs recut (static mode), and idle instances destroyed by it. */
  readonly recuts: number;
  readonly destroyed: number;
  /** Averages over the counted time. */
  readonly mean: State;
  /** The same as it went, at equal distances over the counted time. */
  readonly samples: readonly Sample[];
  /** With a queue, by profile ordinal: how long those that found no place at once waited until they started, a recut included. */
  readonly waits?: readonly Waits[];
}

/** The fleet at a time. */
export interface State {
  readonly usedSlices: number;
  /** GPUs with at least one pod, and the fewest GPUs that would do if every pod could be moved. */
  readonly gpusActive: number;
  readonly gpusNeeded: number;
  /** Headroom on the three rungs by profile ordinal: instances that could be had. */
  readonly asShaped: readonly number[];
  readonly reshaped: readonly number[];
  readonly repacked: readonly number[];
  /** Memory slices that are free and in no free window of a profile, averaged over the profiles by their share in the mix. */
  readonly stranded: number;
  /** Free memory slices in no free window of any profile. */
  readonly dead: number;
  /** Of the headroom that repacking would give, the share that is missing: in memory slices, profiles weighed by their share. */
  readonly fragmentation: number;
  /** MFI's severity, and MIGBench's physical and stranded measures, averaged over GPUs; null where there is no layout (`repack` has counts only). */
  readonly mfiSeverity: number | null;
  readonly migbenchPhysical: number | null;
  readonly migbenchStranded: number | null;
  /** Pairs of pods with high bandwidth on one GPU. */
  readonly contention: number;
}

/** A state and its time. */
export interface Sample {
  readonly time: number;
  readonly state: State;
}

/** Counted requests of one profile that had to wait. */
export interface Waits {
  /** Those that were placed later, and those that were still waiting at the end. */
  readonly placed: number;
  readonly stillWaiting: number;
  /** Half of those placed later waited at most this long, 19 of 20 at most that long. */
  readonly p50: number;
  readonly p95: number;
}

/** One replay, named: what reports are made of, and what shards exchange. */
export interface Run {
  /** Index into the scenarios of the bench. */
  readonly scenario: number;
  readonly policy: string;
  readonly seed: number;
  readonly outcome: Outcome;
}

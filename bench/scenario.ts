/**
 * What is replayed, as plain data: worker threads, shards on other machines and reports share it. One scenario is replayed
 * with every policy and every seed; the same seed gives every policy the same requests.
 */
export interface Scenario {
  readonly fleet: FleetSpec;
  readonly workload: WorkloadSpec;
  readonly mode: ModeSpec;
  /** Whether requests that find no place wait for one, the longest waiting first; without, they are rejected. */
  readonly queue: boolean;
}

/** GPUs of one model, all in nodes of one size; the last node may have fewer. */
export interface FleetSpec {
  /** Name of the model in the catalogue. */
  readonly model: string;
  readonly gpus: number;
  readonly gpusPerNode: number;
}

/** Where the requests come from. */
export type WorkloadSpec = GeneratedWorkload | TraceWorkload;

/**
 * In which order and when generated requests come; what exactly, each file in `workload/orders` says of its order. `poisson`
 * is the usual one; with `fill` nothing ever leaves.
 */
export const ARRIVAL_ORDERS = [
  'poisson',
  'fill',
  'diurnal',
  'ones-then-sevens',
  'sevens-leave-then-ones',
  'synchronized-departures',
  'big-after-small-bursts',
] as const;

/** One of {@link ARRIVAL_ORDERS}. */
export type ArrivalOrder = (typeof ARRIVAL_ORDERS)[number];

/** How long requests stay; the mean is 1 but for `resampled`, whose values come from a file and are scaled to mean 1. */
export type LifetimeSpec =
  | { readonly kind: 'exponential' | 'deterministic' }
  | { readonly kind: 'lognormal'; readonly sigma: number }
  | { readonly kind: 'resampled'; readonly name: string; readonly values: readonly number[] };

/** Requests made at random from a mix. */
export interface GeneratedWorkload {
  readonly kind: 'generated';
  readonly order: ArrivalOrder;
  readonly mix: Mix;
  /** Memory slices asked for, in the mean over time, as a share of those of the fleet. */
  readonly load: number;
  readonly lifetimes: LifetimeSpec;
  /** Mean lifetimes that pass before and while things are counted. */
  readonly warmUp: number;
  readonly counted: number;
  /** Share of requests that are marked `slicewise.dev/bandwidth: high`. */
  readonly bandwidthHigh: number;
}

/** Shares of profiles by name of this model (`1g.5gb`); they sum to 1. */
export interface Mix {
  readonly name: string;
  readonly shares: Readonly<Record<string, number>>;
}

/** Requests read from a file; a seed other than 0 shuffles which pod comes at which of the arrival times. */
export interface TraceWorkload {
  readonly kind: 'trace';
  readonly name: string;
  /** Hours, never falling. */
  readonly at: readonly number[];
  /** Hours. */
  readonly lifetime: readonly number[];
  /** Profile name of each request. */
  readonly profile: readonly string[];
  /** Number of the pod that each request is of: those of one pod follow each other, and come and leave together. */
  readonly pod: readonly number[];
  /** Hours that pass before anything is counted. */
  readonly warmUp: number;
}

/** Who decides where instances exist. */
export type ModeSpec =
  /** An instance is created where the policy says. */
  | { readonly kind: 'carve' }
  /** The GPUs keep their layouts: pods take instances that exist, the policy picks the node and the kubelet the instance. */
  | {
      readonly kind: 'static';
      readonly layouts: LayoutSpec;
      readonly kubelet: Kubelet;
      /**
       * Time after which idle instances are recut for a request that finds none of its profile; absent where layouts
       * are never changed.
       */
      readonly recutAfter?: number;
    };

/** Which idle instance of a profile a node's device plugin hands out: any, on the least used GPU, on the most used one. */
export type Kubelet = 'any' | 'distributed' | 'packed';

/** How the GPUs of a static fleet are cut. */
export type LayoutSpec =
  /** Two 1g, a 2g and a 3g each: mig-parted's default. */
  | { readonly kind: 'all-balanced' }
  /** Chosen once for the demand that the workload is made from, not what a seed draws from it, and its spread. */
  | { readonly kind: 'tuned' }
  /** Each GPU as it was captured: placements as `3g.20gb@4`. */
  | { readonly kind: 'given'; readonly name: string; readonly gpus: readonly (readonly string[])[] };

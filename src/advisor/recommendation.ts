import type { WayStep } from './way-out.ts';

/** How far a recommendation goes: recut idle instances; restart a few pods elsewhere; drain GPUs or nodes and cut them anew. */
export const rungs = ['reshape', 'moves', 'repartition'] as const;

/** One of the rungs. */
export type Rung = (typeof rungs)[number];

/** Why a recommendation was made. */
export type Trigger =
  /** Fragmentation of the pool has been above the threshold for the hold time. */
  | { readonly kind: 'fragmentation'; readonly index: number; readonly threshold: number }
  /** A pod waits that only this rung would let run. */
  | { readonly kind: 'pending'; readonly pod: string; readonly cause: 'reshape' | 'moves' }
  /** Somebody asked. */
  | { readonly kind: 'asked' };

/** What to do on one GPU. */
export interface GpuChange {
  readonly node: string;
  /** Index of the GPU on its node, and its UUID where it is known. */
  readonly gpu: number;
  readonly uuid?: string;
  /** Idle instances to destroy, then instances to create, each as `PROFILE@START`, in an order that the driver accepts. */
  readonly delete: readonly string[];
  readonly create: readonly string[];
}

/** A pod that is restarted elsewhere; `from` and `to` are nodes. */
export interface PodMove {
  readonly pod: string;
  readonly from: string;
  readonly to: string;
}

/** Headroom of a profile in the pool before and after, on each rung, in instances that are certain. */
export interface ProfileGain {
  readonly profile: string;
  readonly asShaped: readonly [before: number, after: number];
  readonly reshaped: readonly [before: number, after: number];
  readonly repacked: readonly [before: number, after: number];
}

/** Nodes that are drained and cut anew together, and where the pods on them go meanwhile. */
export interface RollingBatch {
  readonly nodes: readonly string[];
  readonly moves: readonly PodMove[];
}

/** What is known of how good a recommendation is: the solver's own words. For a pod, `optimal` says that no way is cheaper. */
export interface Proof {
  readonly status: 'optimal' | 'feasible';
  /** What there is, is worth; what there is then; and the most that any change could make of it: equal where it is optimal. */
  readonly before: number;
  readonly objective: number;
  readonly bound: number;
}

/** A change that would help, with what it takes. Plain data: what `slicewise recommend -o json` and the API print. */
export interface Recommendation {
  /** Equal for recommendations that say the same. */
  readonly id: string;
  readonly rung: Rung;
  readonly trigger: Trigger;
  readonly pool: string;
  readonly changes: readonly GpuChange[];
  readonly moves: readonly PodMove[];
  /** Everything in an order in which each step is possible when its turn comes. Empty for `repartition`: see `batches`. */
  readonly steps: readonly WayStep[];
  readonly batches: readonly RollingBatch[];
  readonly gain: {
    /** The profiles for which a rung changes. */
    readonly profiles: readonly ProfileGain[];
    /** Waiting pods that then have a place. */
    readonly placeable: readonly string[];
  };
  readonly disruption: {
    readonly podsRestarted: number;
    /** Memory slices that nobody can use while the change is made. */
    readonly slicesOffline: number;
  };
  readonly proof: Proof;
  /** The state it was computed on; it is withdrawn once the state makes it wrong. */
  readonly basis: {
    /** When that state was current, as RFC 3339; null for a snapshot. */
    readonly at: string | null;
    /** True where layouts that it rests on are deduced and not reported. */
    readonly isInferred: boolean;
  };
}

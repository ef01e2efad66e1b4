import type { Cluster } from './cluster.ts';
import type { Pod } from './pod.ts';
import type { Inventory } from './snapshot.ts';

/** Where a state comes from. */
export type Origin =
  | {
      readonly kind: 'snapshot';
      /** `-` is standard input. */
      readonly file: string;
    }
  | {
      readonly kind: 'live';
      /** `https://10.0.0.1:6443`. */
      readonly server: string;
    };

/** What answers rest on: a snapshot, or a cluster that is followed. */
export interface StateSource {
  readonly origin: Origin;
  /** The newest state; undefined until there is a first one. */
  cluster(): Cluster | undefined;
  /** Seconds since the state was last known to be the cluster's own; undefined until there is one. */
  ageSeconds(): number | undefined;
  /**
   * Why nothing should be decided on the present state, in one sentence in which nothing varies; undefined where nothing
   * stands against it.
   */
  obstacle(): string | undefined;
  /** What keeps it from following its cluster at the moment, in a sentence each. */
  troubles(): readonly string[];
  /** The objects of the cluster as they are now. Rejects with a sentence where they cannot be had. */
  inventory(): Promise<Inventory>;
}

/** Lets a decision count before the cluster shows it. */
export interface Assumptions {
  /**
   * Counts a pod as it is given here, bound to its node, from now on: in place of what the cluster shows of it and of what
   * was assumed of it before, until the cluster shows it bound or gone. The state changes before this returns.
   */
  assume(pod: Pod): void;
  /** Drops what was assumed of a pod. */
  forget(uid: string): void;
}

/** The obstacle where there is no state yet. */
export const NOT_SYNCED = 'slicewise is not synced with the cluster yet';

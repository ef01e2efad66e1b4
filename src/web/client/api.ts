/**
 * What the page reads of the API's answers. The types of the program that makes them are assignable to these; the page
 * cannot use those themselves, because they lead to files that no browser runs.
 */

/** An instance by its place: the GPU's index on its node, and `PROFILE@START`. */
interface PlaceSeen {
  readonly gpu: number;
  readonly instance: string;
}

/** One step of a way out or a recommendation: `WayStep`. */
export type StepSeen =
  | {
      readonly kind: 'delete' | 'create';
      readonly node: string;
      readonly gpu: number;
      readonly instances: readonly string[];
    }
  | {
      readonly kind: 'restart';
      readonly pod: string;
      readonly from: string;
      readonly to: string;
      readonly instances: readonly PlaceSeen[];
    }
  | { readonly kind: 'stop'; readonly pod: string; readonly node: string }
  | {
      readonly kind: 'start';
      readonly pod: string;
      readonly node: string;
      readonly instances: readonly PlaceSeen[];
    };

/** Why a pod waits, or why it is where it is: `Explanation`. */
export interface ExplanationSeen {
  readonly pod: string;
  readonly asks: readonly string[];
  readonly cause: string;
  readonly message: string;
  readonly nodes: readonly { readonly node: string; readonly cause: string; readonly message: string }[];
  readonly way: {
    readonly rung: string;
    readonly node: string;
    readonly text: string;
    readonly steps: readonly StepSeen[];
  } | null;
  readonly quotas: readonly {
    readonly name: string;
    readonly resource: string;
    readonly hard: number;
    readonly used: number;
  }[];
  readonly notes: readonly string[];
}

/** A pod that is restarted elsewhere. */
interface MoveSeen {
  readonly pod: string;
  readonly from: string;
  readonly to: string;
}

type BeforeAfter = readonly [before: number, after: number];

/** A change that would help: `Recommendation`. */
export interface RecommendationSeen {
  readonly id: string;
  readonly rung: 'reshape' | 'moves' | 'repartition';
  readonly trigger:
    | { readonly kind: 'fragmentation'; readonly index: number; readonly threshold: number }
    | { readonly kind: 'pending'; readonly pod: string; readonly cause: string }
    | { readonly kind: 'asked' };
  readonly pool: string;
  readonly changes: readonly {
    readonly node: string;
    readonly gpu: number;
    readonly delete: readonly string[];
    readonly create: readonly string[];
  }[];
  readonly moves: readonly MoveSeen[];
  readonly steps: readonly StepSeen[];
  readonly batches: readonly { readonly nodes: readonly string[]; readonly moves: readonly MoveSeen[] }[];
  readonly gain: {
    readonly profiles: readonly {
      readonly profile: string;
      readonly asShaped: BeforeAfter;
      readonly reshaped: BeforeAfter;
      readonly repacked: BeforeAfter;
    }[];
    readonly placeable: readonly string[];
  };
  readonly disruption: { readonly podsRestarted: number; readonly slicesOffline: number };
  readonly proof: { readonly status: string; readonly objective: number; readonly bound: number };
  readonly basis: { readonly at: string | null; readonly isInferred: boolean };
}

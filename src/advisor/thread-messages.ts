import type { Demand } from '../../solver/placement/demand.ts';
import type { WideObject } from '../cluster/cluster-wide.ts';
import type { NodeObject } from '../cluster/objects.ts';
import type { Pod } from '../cluster/pod.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { DemandByNamespace } from '../cluster/waiting-demand.ts';
import type { Explanation } from './explain.ts';
import type { PendingCauses } from './pending-causes.ts';
import type { Recommended } from './recommend.ts';
import type { Trigger } from './recommendation.ts';
import type { WantedLayouts } from './wanted-layouts.ts';

/** How the thread decides; given to it once. */
export interface ThreadData {
  readonly policy: string;
  readonly costs: ReadonlyMap<string, number>;
  readonly pools: PoolOptions;
  readonly maxMoves: number;
  readonly capacityShare: number;
  readonly limitMs: number;
}

/** What of the state has changed. Messages come in order, so together they make the state. */
export interface StateChanges {
  readonly kind: 'changes';
  readonly nodes: readonly NodeObject[];
  readonly pods: readonly Pod[];
  readonly wide: readonly WideObject[];
  readonly gone: readonly (readonly ['Node' | 'Pod' | WideObject['kind'], key: string])[];
}

/** What is asked for of the state, which the thread cannot work out: it does not know the pods that are gone. */
export interface StateDemand {
  readonly kind: 'demand';
  readonly demand: Demand;
  readonly arrivals: ReadonlyMap<string, Demand>;
  readonly waitingDemand: DemandByNamespace;
}

/** What can be asked about the state that has been told. */
export type Question =
  | { readonly about: 'pod'; readonly pod: string }
  | { readonly about: 'pending' }
  | { readonly about: 'layouts'; readonly load: number | undefined }
  | {
      readonly about: 'recommendations';
      readonly at: string | null;
      /** By pool: why it is looked at. */
      readonly triggers: ReadonlyMap<string, Trigger>;
      /** Pods created later than this do not count as waiting yet, in milliseconds since the epoch. */
      readonly waitingSince: number;
    };

/** The answer to each question. */
export interface AnswerTo {
  readonly pod: Explanation;
  readonly pending: PendingCauses;
  readonly layouts: WantedLayouts;
  readonly recommendations: Recommended;
}

/** To the thread. */
export type ToThread =
  | StateChanges
  | StateDemand
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  /** Nobody waits for the answer any more. */
  | { readonly kind: 'cancel'; readonly id: number };

/** From the thread. */
export type FromThread =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: AnswerTo[keyof AnswerTo] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: string };

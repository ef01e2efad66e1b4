import type { Cluster } from '../cluster/cluster.ts';
import type { DisruptionBudgetObject } from '../cluster/objects.ts';
import type { Pod } from '../cluster/pod.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { Explanation } from './explain.ts';
import type { PendingCauses } from './pending-causes.ts';
import type { Recommended } from './recommend.ts';
import type { Trigger } from './recommendation.ts';
import type { ToldNode } from './told-node.ts';
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
  /** With the pods that are on them. */
  readonly nodes: readonly ToldNode[];
  /** Pods that ask for GPUs and wait. */
  readonly pods: readonly Pod[];
  readonly budgets: readonly DisruptionBudgetObject[];
  readonly gone: readonly (readonly [kind: 'node' | 'pod' | 'budget', key: string])[];
}

/** The parts of a state that are small, or that the thread cannot work out: it does not know the pods that are gone. */
export interface StateDemand extends Pick<Cluster, 'demand' | 'arrivals' | 'waitingDemand' | 'quotas'> {
  readonly kind: 'demand';
}

/** What can be asked about the state that has been told. */
export type Question =
  /** The pod itself, because the thread need not know it. */
  | { readonly about: 'pod'; readonly pod: Pod }
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

/** The questions about one thing. */
export type QuestionAbout<About extends Question['about']> = Extract<Question, { readonly about: About }>;

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

import { type Explanation, explain } from '../advisor/explain.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type PodText, plainRater, podIn, podObject } from './objects.ts';

/** Explains a pod of a cluster, by default `x/asking`. */
export function why(cluster: Cluster, pod = 'x/asking', mostMoves = 3): Explanation {
  const limit = { now: () => performance.now(), milliseconds: 2000 };
  return explain(cluster, podIn(cluster, pod), { rater: plainRater(), limit, mostMoves });
}

/** The pod that waits. */
export const asking = (asks: string, more: PodText = {}): object => podObject('x/asking', asks, more);

/** What makes a pod one that may be restarted elsewhere. */
export const movable: PodText = { owner: 'ReplicaSet' };

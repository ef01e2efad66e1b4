import { recommendSteps } from '../advisor/recommend.ts';
import type { GpuChange, Recommendation, Rung } from '../advisor/recommendation.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { atOnce } from '../sliced.ts';
import { clusterOf, nodeObject, plainRater, podObject } from './objects.ts';

/** A cluster, and what is recommended for it. */
export interface Reshaped {
  readonly cluster: Cluster;
  readonly recommendations: readonly Recommendation[];
  /** Of the first recommendation. */
  readonly changes: readonly GpuChange[];
}

/**
 * The reshape that is recommended for a node `n1` with these GPUs, on which `x/a` holds a 1g.5gb and `x/b` a 3g.20gb, while so
 * many pods wait for a 1g.5gb.
 */
export function reshapeOf(gpus: readonly string[], waiting: number): Reshaped {
  const cluster = clusterOf(
    nodeObject('n1', { gpus }),
    podObject('x/a', '1g.5gb', { on: 'n1' }),
    podObject('x/b', '3g.20gb', { on: 'n1' }),
    ...Array.from({ length: waiting }, (_, index) => podObject(`y/p${index}`, '1g.5gb')),
  );
  const recommendations = recommendFor(cluster, ['reshape']);
  return { cluster, recommendations, changes: recommendations[0]?.changes ?? [] };
}

/** What is recommended for a cluster, however long it takes: at most two pods moved, half of a pool in use throughout. */
export function recommendFor(cluster: Cluster, rungs?: readonly Rung[]): readonly Recommendation[] {
  const { recommendations } = atOnce(
    recommendSteps(cluster, {
      pools: {},
      rater: plainRater(),
      at: null,
      maxMoves: 2,
      capacityShare: 0.5,
      limit: { now: () => 0, milliseconds: 20_000 },
      triggerOf: () => ({ kind: 'asked' }),
      ...(rungs === undefined ? {} : { rungs: new Set(rungs) }),
    }),
  );
  return recommendations;
}

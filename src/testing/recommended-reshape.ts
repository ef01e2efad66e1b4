import { recommendSteps } from '../advisor/recommend.ts';
import type { GpuChange, Recommendation } from '../advisor/recommendation.ts';
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
  const { recommendations } = atOnce(
    recommendSteps(cluster, {
      pools: {},
      rater: plainRater(),
      at: null,
      maxMoves: 2,
      capacityShare: 0.5,
      limit: { now: () => performance.now(), milliseconds: 5000 },
      triggerOf: () => ({ kind: 'asked' }),
      rungs: new Set(['reshape']),
    }),
  );
  return { cluster, recommendations, changes: recommendations[0]?.changes ?? [] };
}

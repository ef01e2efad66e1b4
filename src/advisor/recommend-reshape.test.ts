import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atOnce } from '../sliced.ts';
import { annotationOf, clusterOf, nodeObject, plainRater, podObject } from '../testing/objects.ts';
import { recommendSteps } from './recommend.ts';
import type { Recommendation } from './recommendation.ts';

/** The reshape of the pool of A100s in a cluster of one node, with these annotations joined into one. */
function reshape(...annotations: readonly string[]): Recommendation {
  const gpus: readonly object[] = annotations.flatMap((text) => JSON.parse(text).gpus);
  const annotation = JSON.stringify({ v: 1, gpus: gpus.map((gpu, index) => ({ ...gpu, index })) });
  const cluster = clusterOf(
    nodeObject('n', { gpus: annotation, count: gpus.length }),
    ...['1g.5gb', '1g.5gb', '2g.10gb'].map((asks, index) => podObject(`y/w${index}`, asks)),
  );
  const { recommendations } = atOnce(
    recommendSteps(cluster, {
      pools: {},
      rater: plainRater(),
      at: null,
      maxMoves: 2,
      capacityShare: 0.5,
      limit: { now: () => 0, milliseconds: 20_000 },
      triggerOf: () => ({ kind: 'asked' }),
      only: 'A100-40GB/static',
      rungs: new Set(['reshape']),
    }),
  );
  return recommendations.find(({ trigger }) => trigger.kind === 'asked') ?? assert.fail('nothing is recommended');
}

describe('a reshape of a pool', () => {
  const a100s = annotationOf('n', 'NVIDIA-A100-SXM4-40GB', ['7g.40gb@0', '3g.20gb@0 3g.20gb@4']);

  it('is worth the same whatever GPUs of another model are on its nodes', () => {
    const alone = reshape(a100s);
    for (const others of [['4g.24gb@0=x/a', '4g.24gb@0=x/b'], ['1g.6gb@0 1g.6gb@1'], ['', '', '']]) {
      const beside = reshape(a100s, annotationOf('n', 'NVIDIA-A30', others));
      assert.deepEqual([beside.proof, beside.changes], [alone.proof, alone.changes], others.join());
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publishedBoard } from '../../solver/testing/published.ts';
import { annotationOf, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { recommendFor } from '../testing/recommended.ts';
import type { Recommendation } from './recommendation.ts';

/** What is recommended for a node, with these annotations joined into one, and pods that wait. */
function recommend(annotations: readonly string[], asks: readonly string[]): readonly Recommendation[] {
  const gpus: readonly object[] = annotations.flatMap((text) => JSON.parse(text).gpus);
  const annotation = JSON.stringify({ v: 1, gpus: gpus.map((gpu, index) => ({ ...gpu, index })) });
  const cluster = clusterOf(
    nodeObject('n', { gpus: annotation, count: gpus.length }),
    ...asks.map((each, index) => podObject(`y/w${index}`, each)),
  );
  return recommendFor(cluster, ['reshape']);
}

describe('a reshape of a pool', () => {
  const a100s = annotationOf('n', 'NVIDIA-A100-SXM4-40GB', ['7g.40gb@0', '3g.20gb@0 3g.20gb@4']);

  it('is worth the same whatever GPUs of another model are on its nodes', () => {
    const reshape = (...annotations: readonly string[]): Recommendation =>
      recommend(annotations, ['1g.5gb', '1g.5gb', '2g.10gb']).find(
        ({ trigger, pool }) => trigger.kind === 'asked' && pool === 'A100-40GB/static',
      ) ?? assert.fail('nothing is recommended');
    const alone = reshape(a100s);
    for (const others of [['4g.24gb@0=x/a', '4g.24gb@0=x/b'], ['1g.6gb@0 1g.6gb@1'], ['', '', '']]) {
      const beside = reshape(a100s, annotationOf('other', 'NVIDIA-A30', others));
      assert.deepEqual([beside.proof, beside.changes], [alone.proof, alone.changes], others.join());
    }
  });

  it('takes the slices of each GPU offline that its own model has', () => {
    const boards = [
      annotationOf('n', 'NVIDIA-A100-SXM4-40GB', ['7g.40gb@0']),
      annotationOf('other', 'NVIDIA-A30', ['4g.24gb@0']),
    ];
    const found = recommend(boards, ['1g.5gb, 1g.6gb']).find(({ trigger }) => trigger.kind === 'pending');
    assert.deepEqual(
      found?.changes.map((change) => change.delete),
      [['7g.40gb@0'], ['4g.24gb@0']],
    );
    const sizes = [publishedBoard('A100-40GB'), publishedBoard('A30-24GB')].map(({ memorySlices }) => memorySlices);
    assert.equal(found?.disruption.slicesOffline, (sizes[0] ?? 0) + (sizes[1] ?? 0));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atOnce } from '../sliced.ts';
import { asking, movable, why } from '../testing/explaining.ts';
import { clusterOf, nodeObject, type PodText, plainRater, podIn, podObject } from '../testing/objects.ts';
import { poolsOf } from './pools.ts';
import { type ForPod, recommendForPod } from './recommend-for-pod.ts';
import { withdrawalSteps } from './still-valid.ts';

/** What is found for `x/asking`. */
function recommend(...objects: readonly object[]): ForPod {
  const cluster = clusterOf(...objects);
  return recommendForPod(
    { cluster, rater: plainRater(), stuck: [], at: null },
    poolsOf(cluster),
    podIn(cluster, 'x/asking'),
    { limit: { now: () => 0, milliseconds: 2000 }, mostMoves: 2 },
  );
}

/** What is said of the way out for `x/asking`: by the explanation, and by the proof of what is recommended. */
function saidOf(...objects: readonly object[]) {
  const { explanation, recommendation } = recommend(...objects);
  return { rung: explanation.way?.rung, isCheapest: explanation.way?.isCheapest, proof: recommendation?.proof.status };
}

/** One pod has to move. */
const movesOf = (more: PodText) => [
  nodeObject('n', { gpus: ['1g.5gb@0=x/a', '4g.20gb@0=x/b'] }),
  podObject('x/a', '1g.5gb', { on: 'n', ...movable, ...more }),
  podObject('x/b', '4g.20gb', { on: 'n' }),
];
const moves = movesOf({});
/** Perhaps nobody has to: that depends on which instance the pod holds. */
const hidden = [
  nodeObject('hidden', { allocatable: { 'nvidia.com/mig-1g.5gb': '7' } }),
  podObject('x/z', '1g.5gb', { on: 'hidden' }),
];

describe('a recommendation for a pod', () => {
  it('is proved where certainly no way is cheaper', () => {
    assert.deepEqual(saidOf(...moves, asking('4g.20gb')), { rung: 'moves', isCheapest: true, proof: 'optimal' });
    const recut = nodeObject('r', { gpus: ['3g.20gb@0 3g.20gb@4'] });
    assert.deepEqual(saidOf(recut, asking('4g.20gb')), { rung: 'reshape', isCheapest: true, proof: 'optimal' });
  });

  it('is not where a node may have a cheaper way that nobody can see', () => {
    assert.deepEqual(saidOf(...moves, ...hidden, asking('4g.20gb')), {
      rung: 'moves',
      isCheapest: false,
      proof: 'feasible',
    });
    // Two idle instances would have to go here; on the other node perhaps one.
    const recut = nodeObject('r', { gpus: ['2g.10gb@0 2g.10gb@2'] });
    assert.deepEqual(saidOf(recut, ...hidden, asking('4g.20gb')), {
      rung: 'reshape',
      isCheapest: false,
      proof: 'feasible',
    });
  });

  it('has nothing to prove where the pod fits', () => {
    const { way } = why(clusterOf(nodeObject('n', { gpus: ['4g.20gb@0'] }), ...hidden, asking('4g.20gb')));
    assert.deepEqual([way?.rung, way?.isCheapest], ['none', true]);
  });

  it('is withdrawn once the pod, or one that it restarts, is being deleted', () => {
    const found = recommend(...moves, asking('4g.20gb')).recommendation ?? assert.fail('nothing is recommended');
    const whyWithdrawn = (...objects: readonly object[]) => atOnce(withdrawalSteps(clusterOf(...objects), found));
    const deleted = '2026-11-20T09:00:00Z';
    assert.equal(whyWithdrawn(...moves, asking('4g.20gb')), undefined);
    assert.match(whyWithdrawn(...moves, asking('4g.20gb', { deleted })) ?? '', /x\/asking does not wait any more/);
    assert.match(whyWithdrawn(...movesOf({ deleted }), asking('4g.20gb')) ?? '', /x\/a is being deleted/);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cluster } from '../cluster/cluster.ts';
import { atOnce } from '../sliced.ts';
import { boardsOf, carryOut, clusterWith, scene } from '../testing/boards.ts';
import { clusterOf, nodeObject, plainRater, podObject } from '../testing/objects.ts';
import { applySteps } from './apply-steps.ts';
import { reportFragmentation } from './fragmentation.ts';
import { type Recommended, recommendSteps } from './recommend.ts';
import { type Rung, rungs } from './recommendation.ts';

function recommend(cluster: Cluster, only: readonly Rung[] = rungs, milliseconds = 20_000): Recommended {
  return atOnce(
    recommendSteps(cluster, {
      pools: {},
      rater: plainRater(),
      at: null,
      maxMoves: 2,
      capacityShare: 0.5,
      limit: { now: () => performance.now(), milliseconds },
      triggerOf: () => ({ kind: 'asked' }),
      rungs: new Set(only),
    }),
  );
}

describe('a recommendation', () => {
  it('can be carried out step by step, and gives what it says, whatever the cluster', () => {
    const seen = { reshape: 0, moves: 0, repartition: 0 };
    fc.assert(
      fc.property(scene, (given) => {
        const boards = boardsOf(given);
        const cluster = clusterWith(boards, given.waiting);
        const before = reportFragmentation(cluster).pools[0]?.profiles ?? [];
        const { recommendations, undecided } = recommend(cluster);
        assert.deepEqual(undecided, []);
        for (const recommendation of recommendations) {
          if (recommendation.steps.length === 0) continue;
          seen[recommendation.rung]++;
          const after = carryOut(boards, recommendation);
          const then = reportFragmentation(clusterWith(after, given.waiting)).pools[0]?.profiles ?? [];
          for (const [index, { profile, asShaped, reshaped, repacked }] of before.entries()) {
            const later = then[index] ?? assert.fail();
            const gain = recommendation.gain.profiles.find((each) => each.profile === profile);
            const want = [
              [asShaped, later.asShaped],
              [reshaped, later.reshaped],
              [repacked, later.repacked],
            ];
            if (gain === undefined)
              assert.ok(
                want.every(([was, is]) => was === is),
                profile,
              );
            // A moved pod that takes whichever instance is idle leaves open which: then only what is certain is told.
            else if (recommendation.moves.length === 0) {
              assert.deepEqual([gain.asShaped, gain.reshaped, gain.repacked], want, profile);
            }
          }
          const { rung, disruption, moves, trigger, gain } = recommendation;
          assert.equal(disruption.podsRestarted, moves.length);
          assert.ok(rung === 'moves' ? moves.length > 0 && moves.length <= 2 : moves.length === 0);
          if (trigger.kind === 'pending') assert.ok(gain.placeable.includes(trigger.pod));
          if (rung === 'reshape') {
            // What is placeable then is placeable in a cluster that is so.
            const next = recommend(clusterWith(after, given.waiting), ['reshape']);
            for (const pod of gain.placeable) {
              assert.ok(
                next.recommendations.every(({ trigger: why }) => why.kind !== 'pending' || why.pod !== pod),
                pod,
              );
            }
          }
        }
      }),
      { numRuns: 25, seed: 5 },
    );
    assert.ok(seen.reshape > 20 && seen.moves > 1, JSON.stringify(seen));
  });

  it('is the same for the same cluster', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const boards = boardsOf(given);
        const ids = () => recommend(clusterWith(boards, given.waiting)).recommendations;
        assert.deepEqual(ids(), ids());
      }),
      { numRuns: 2, seed: 6 },
    );
  });

  it('is not made where a pod is bound that may not move', () => {
    const pinned = clusterOf(
      nodeObject('n1', { gpus: ['1g.5gb@0=x/a 1g.5gb@4=x/b'] }),
      podObject('x/a', '1g.5gb', { on: 'n1' }),
      podObject('x/b', '1g.5gb', { on: 'n1' }),
      podObject('y/w', '3g.20gb'),
    );
    assert.deepEqual(
      recommend(pinned).recommendations.filter(({ trigger }) => trigger.kind === 'pending'),
      [],
    );
  });

  describe('for many pods that wait', () => {
    const crowded = clusterOf(
      nodeObject('n1', { gpus: ['1g.5gb@0 3g.20gb@4=x/a'] }),
      podObject('x/a', '3g.20gb', { on: 'n1' }),
      ...Array.from({ length: 23 }, (_, priority) => podObject(`y/w${priority}`, '4g.20gb', { priority })),
    );

    it('is sought for the most urgent ones; the others are named with the reason', () => {
      const reason = 'only the 20 most urgent of the pods that differ are looked at';
      assert.deepEqual(
        recommend(crowded).undecided,
        [2, 1, 0].map((priority) => `pod y/w${priority}: ${reason}`),
      );
    });

    it('is not sought where only drained nodes are asked for, which no pod is a reason for', () => {
      assert.deepEqual(recommend(crowded, ['repartition']).undecided, []);
    });

    it('says that the time was up where it was', () => {
      const { undecided } = recommend(crowded, rungs, 0);
      assert.equal(undecided[0], 'pool A100-40GB/static: the time was up');
      assert.equal(undecided[1], 'pod y/w22: the time was up');
      assert.match(undecided.at(-1) ?? '', /only the 20 most urgent/);
    });
  });

  it('is withdrawn by what applySteps says once the state makes it wrong', () => {
    const node = (gpus: string) => nodeObject('n1', { gpus: [gpus] });
    const waits = podObject('y/w', '2g.10gb');
    const before = clusterOf(node('2g.10gb@0=x/a 3g.20gb@4'), podObject('x/a', '2g.10gb', { on: 'n1' }), waits);
    const [{ steps = [] } = {}] = recommend(before).recommendations;
    assert.ok(applySteps(before, steps).ok);
    const wrong: readonly [string, Cluster, RegExp][] = [
      [
        'the idle instance is held',
        clusterOf(node('2g.10gb@0 3g.20gb@4=x/b'), podObject('x/b', '3g.20gb', { on: 'n1' })),
        /may be in use/,
      ],
      ['the idle instance is gone', clusterOf(node('2g.10gb@0')), /3g\.20gb@4 is gone/],
      ['the node is gone', clusterOf(nodeObject('n2', { gpus: [''] })), /node n1 is gone/],
      ['the GPU is another one', clusterOf(nodeObject('n1', { product: 'NVIDIA-A30', gpus: [''] })), /no profile/],
    ];
    for (const [name, cluster, want] of wrong) {
      const applied = applySteps(cluster, steps);
      assert.ok(!applied.ok && want.test(applied.error), `${name}: ${applied.ok || applied.error}`);
    }
  });
});

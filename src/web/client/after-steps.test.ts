import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Explanation } from '../../advisor/explain.ts';
import type { Recommendation } from '../../advisor/recommendation.ts';
import { waitingPods } from '../../cluster/waiting-pods.ts';
import { why } from '../../testing/explaining.ts';
import { fleetFrom } from '../../testing/fleets.ts';
import { clusterFrom } from '../../testing/objects.ts';
import { afterSteps } from './after-steps.ts';
import type { ExplanationSeen, RecommendationSeen } from './api.ts';
import { segmentsOf } from './look.ts';
import { stepsOf, titleOf } from './recommended.ts';

/** Not called: it compiles only where the page reads what the program tells. */
export const seen = (
  explanation: Explanation,
  recommendation: Recommendation,
): [ExplanationSeen, RecommendationSeen] => [explanation, recommendation];

describe('afterSteps', () => {
  for (const file of ['mixed-cluster.yaml', 'stranded-node.yaml']) {
    const cluster = clusterFrom(file);
    const fleet = fleetFrom(cluster);
    for (const { key, gpus } of waitingPods(cluster)) {
      const { way, cause } = why(cluster, key);
      if (way === null || way.steps.length === 0) continue;

      it(`finds every step of the way out of ${key} (${cause}) possible, and the room for it at the end`, () => {
        const { gpus: changed, misfits } = afterSteps(fleet, way.steps);
        assert.deepEqual(misfits, []);
        const idle = changed.flatMap(({ after: { model, look, node } }) =>
          segmentsOf(model, look).filter(({ use }) => use === 'idle' && node === way.node),
        );
        for (const { profile } of gpus.instances) assert.ok(idle.some((each) => each.profile?.name === profile));
        const pods = (side: 'before' | 'after') => changed.flatMap((each) => each[side].pods).toSorted();
        // In static mode a pod that is restarted takes whichever idle instance the device plugin picks.
        const anywhere = way.steps.flatMap((step) =>
          step.kind === 'restart' && step.instances.length === 0 ? step.pod : [],
        );
        assert.deepEqual([...pods('after'), ...anywhere].toSorted(), pods('before'), 'no pod is lost');
      });
    }
  }

  it('says which steps the state does not allow', () => {
    const fleet = fleetFrom(clusterFrom('stranded-node.yaml'));
    const place = { node: 'gpu-1', gpu: 0 };
    const misfits = (kind: 'delete' | 'create', instance: string) =>
      afterSteps(fleet, [{ kind, ...place, instances: [instance] }]).misfits;
    assert.deepEqual(misfits('delete', '1g.5gb@6'), ['GPU 0 of gpu-1 has no 1g.5gb@6']);
    assert.deepEqual(misfits('delete', '2g.10gb@0'), ['2g.10gb@0 on GPU 0 of gpu-1 is in use']);
    assert.deepEqual(misfits('create', '2g.10gb@4'), ['there is no room for 2g.10gb@4 on GPU 0 of gpu-1']);
    assert.deepEqual(misfits('create', '9g.10gb@4'), ['A100-40GB has no profile 9g.10gb']);
    const elsewhere = afterSteps(fleet, [{ kind: 'delete', node: 'gpu-9', gpu: 0, instances: [] }]);
    assert.deepEqual(elsewhere, { gpus: [], misfits: ['there is no GPU 0 in MIG mode on gpu-9'] });
  });
});

describe('a repartition', () => {
  const repartition: RecommendationSeen = {
    id: 'r',
    rung: 'repartition',
    trigger: { kind: 'asked' },
    pool: 'A100-40GB/static',
    changes: [{ node: 'gpu-1', gpu: 0, delete: ['2g.10gb@0', '2g.10gb@2', '3g.20gb@4'], create: ['7g.40gb@0'] }],
    moves: [],
    steps: [],
    batches: [
      {
        nodes: ['gpu-1'],
        moves: [
          { pod: 'team-a/triton-0', from: 'gpu-1', to: 'gpu-2' },
          { pod: 'team-a/triton-1', from: 'gpu-1', to: 'gpu-2' },
        ],
      },
    ],
    gain: { profiles: [], placeable: [] },
    disruption: { podsRestarted: 2, slicesOffline: 8 },
    proof: { status: 'optimal', objective: 1, bound: 1 },
    basis: { at: null, isInferred: false },
  };

  it('empties its GPUs and cuts them anew', () => {
    const { gpus, misfits } = afterSteps(fleetFrom(clusterFrom('stranded-node.yaml')), stepsOf(repartition));
    assert.deepEqual(misfits, []);
    const [only = assert.fail()] = gpus;
    assert.deepEqual(
      segmentsOf(only.after.model, only.after.look).map(({ profile, use }) => [profile?.name, use]),
      [['7g.40gb', 'idle']],
    );
  });

  it('is told in a line', () => {
    assert.equal(titleOf(repartition), 'recut 1 GPU, restart 2 pods');
    assert.equal(titleOf({ ...repartition, changes: [], batches: [] }), 'nothing to do');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { causes } from '../advisor/cause.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { waitingPods } from '../cluster/waiting-pods.ts';
import { atOnce } from '../sliced.ts';
import { why } from '../testing/explaining.ts';
import { clusterFrom, clusterOf, nodeObject, plainRater, podObject } from '../testing/objects.ts';
import { type PendingCauses, pendingCausesSteps } from './pending-causes.ts';

function count(cluster: Cluster, isTimeUp = () => false): PendingCauses {
  const limit = { now: () => performance.now(), milliseconds: 2000 };
  return atOnce(pendingCausesSteps(cluster, { rater: plainRater(), limit, mostMoves: 3 }, isTimeUp));
}

/** The causes that `slicewise explain` gives, counted pod by pod. */
function explained(cluster: Cluster): ReadonlyMap<string, number> {
  const found = waitingPods(cluster).map(({ key }) => why(cluster, key).cause);
  return new Map(causes.map((cause) => [cause, found.filter((each) => each === cause).length]));
}

const GPUS = ['', '7g.40gb@0', '3g.20gb@0=t/a 3g.20gb@4', '1g.5gb@0=t/b 2g.10gb@4=t/c', '4g.20gb@0 3g.20gb@4=t/d'];
const ASKS = ['1g.5gb', '2 x 2g.10gb', '3g.20gb', '4g.20gb', '7g.40gb', '1g.10gb', '6g.90gb'];

describe('pods that wait, by cause', () => {
  it('are counted as each of them is explained, one for each cause of the bundled cluster', () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const { byCause, ofPod } = count(cluster);
    assert.deepEqual(byCause, explained(cluster));
    for (const { uid, key } of waitingPods(cluster)) assert.equal(ofPod.get(uid), why(cluster, key).cause);
    assert.ok([...explained(cluster)].filter(([, pods]) => pods > 0).length >= 7);
  });

  it('are counted as each of them is explained, on clusters of all kinds', () => {
    const node = fc.record({
      gpus: fc.array(fc.constantFrom(...GPUS), { minLength: 1, maxLength: 2 }),
      mode: fc.constantFrom('static', 'carve'),
      cordoned: fc.boolean(),
    });
    const pod = fc.record({ asks: fc.constantFrom(...ASKS), priority: fc.constantFrom(0, 5), nominated: fc.boolean() });
    const cluster = fc.record({
      nodes: fc.array(node, { minLength: 1, maxLength: 3 }),
      pods: fc.array(pod, { maxLength: 4 }),
      movable: fc.boolean(),
    });
    fc.assert(
      fc.property(cluster, ({ nodes, pods, movable }) => {
        const holders = [
          ['t/a', '3g.20gb'],
          ['t/b', '1g.5gb'],
          ['t/c', '2g.10gb'],
          ['t/d', '3g.20gb'],
        ] as const;
        const state = clusterOf(
          ...nodes.map(({ gpus, mode, cordoned }, index) =>
            nodeObject(`n${index}`, { gpus, cordoned, labels: { 'slicewise.dev/mode': mode } }),
          ),
          ...holders.map(([key, asks]) =>
            podObject(key, asks, { on: 'n0', ...(movable ? { owner: 'ReplicaSet' } : {}) }),
          ),
          ...pods.map(({ asks, priority, nominated }, index) =>
            podObject(`w/${index}`, asks, { priority, ...(nominated ? { nominated: 'n0' } : {}) }),
          ),
        );
        assert.deepEqual(count(state).byCause, explained(state));
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('do not hold those that wait for a scheduling gate', () => {
    const gated = podObject('w/gated', '1g.5gb', { spec: { schedulingGates: [{ name: 'later' }] } });
    const { byCause, gated: waiting, ofPod } = count(clusterOf(nodeObject('n', { gpus: ['1g.5gb@0'] }), gated));
    assert.deepEqual([[...byCause.values()].every((pods) => pods === 0), waiting], [true, 1]);
    assert.deepEqual([...ofPod], [['uid-gated', 'placeable']], 'what they would wait for is known all the same');
  });

  it('are unknown where the time is up before they are looked at', () => {
    const pods = ['1g.5gb', '2g.10gb', '7g.40gb'].map((asks, index) => podObject(`w/${index}`, asks));
    let looks = 0;
    const { byCause, ofPod } = count(clusterOf(nodeObject('n', { gpus: ['1g.5gb@0'] }), ...pods), () => ++looks > 1);
    assert.deepEqual([byCause.get('placeable'), byCause.get('unknown')], [1, 2]);
    assert.deepEqual([...ofPod], [['uid-0', 'placeable']]);
  });

  it('of more kinds than can be worked out are unknown', () => {
    const pods = Array.from({ length: 53 }, (_, index) =>
      podObject(`w/${index}`, '1g.5gb', { priority: 100 - index, requests: { cpu: String(index + 1) } }),
    );
    const { byCause } = count(clusterOf(nodeObject('n', { gpus: ['1g.5gb@0'] }), ...pods));
    assert.equal(byCause.get('unknown'), 3);
  });
});

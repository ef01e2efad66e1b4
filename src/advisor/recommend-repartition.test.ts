import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '../cluster/cluster.ts';
import { atOnce } from '../sliced.ts';
import { clusterOf, nodeObject, type PodText, plainRater, podObject } from '../testing/objects.ts';
import { reportFragmentation } from './fragmentation.ts';
import { recommendSteps } from './recommend.ts';
import type { Recommendation } from './recommendation.ts';

function repartition(cluster: Cluster, capacityShare = 0.5): Recommendation | undefined {
  const { recommendations } = atOnce(
    recommendSteps(cluster, {
      pools: {},
      rater: plainRater(),
      at: null,
      maxMoves: 2,
      capacityShare,
      limit: { now: () => performance.now(), milliseconds: 20_000 },
      triggerOf: () => ({ kind: 'asked' }),
      rungs: new Set(['repartition']),
    }),
  );
  return recommendations[0];
}

/** mig-parted's default on four nodes, where everybody wants small instances. One pod holds a large one. */
const BALANCED = '1g.5gb@0 1g.5gb@1 2g.10gb@2 3g.20gb@4';
const nodes = ['n1', 'n2', 'n3', 'n4'];
const small = Array.from({ length: 24 }, (_, index) => podObject(`y/w${index}`, '1g.5gb'));
const scene = (holder: PodText): Cluster =>
  clusterOf(
    ...nodes.map((name) =>
      nodeObject(name, { gpus: [name === 'n1' ? BALANCED.replace('1g.5gb@0', '1g.5gb@0=x/a') : BALANCED, BALANCED] }),
    ),
    podObject('x/a', '1g.5gb', { on: 'n1', ...holder }),
    ...small,
  );

describe('a repartition', () => {
  const found = repartition(scene({ owner: 'ReplicaSet' })) ?? assert.fail('nothing is recommended');

  it('cuts a pool for what is asked of it', () => {
    const [ones] = found.gain.profiles.filter(({ profile }) => profile === '1g.5gb');
    assert.ok((ones?.asShaped[1] ?? 0) >= 24, JSON.stringify(found.gain.profiles));
    assert.equal(found.gain.placeable.length, small.length - 15, '15 had a place already');
    assert.ok(found.proof.objective <= found.proof.bound);
  });

  it('takes nodes in batches that leave the pool the capacity that was asked for', () => {
    const changed = new Set(found.changes.map(({ node }) => node));
    const inBatches = found.batches.flatMap(({ nodes: drained }) => drained);
    assert.deepEqual(inBatches.toSorted(), [...changed].toSorted());
    for (const { nodes: drained } of found.batches) {
      const offline = found.changes.filter(({ node }) => drained.includes(node)).length;
      assert.ok(offline <= nodes.length * 2 * 0.5, `${offline} GPUs at a time`);
    }
    const tight = repartition(scene({ owner: 'ReplicaSet' }), 0.75)?.batches ?? [];
    assert.ok(tight.length > found.batches.length);
  });

  it('moves every pod off a node before it is cut, to one that is not drained with it', () => {
    let where = 'n1';
    for (const { nodes: drained, moves } of found.batches) {
      for (const { pod, from, to } of moves) {
        assert.deepEqual([pod, from], ['x/a', where]);
        assert.ok(!drained.includes(to));
        where = to;
      }
      assert.ok(!drained.includes(where), 'the pod is on a node that is drained');
    }
  });

  it('makes layouts that exist, which hold what it says', () => {
    const after = clusterOf(
      ...nodes.map((name) =>
        nodeObject(name, {
          gpus: [0, 1].map((gpu) => {
            const change = found.changes.find((each) => each.node === name && each.gpu === gpu);
            return change?.create.join(' ') ?? BALANCED;
          }),
        }),
      ),
    );
    const [pool] = reportFragmentation(after).pools;
    // The pod that held an instance is left out, so there is one more of its profile.
    const ones = found.gain.profiles.find(({ profile }) => profile === '1g.5gb');
    assert.equal(pool?.profiles.find(({ profile }) => profile === '1g.5gb')?.asShaped, (ones?.asShaped[1] ?? 0) + 1);
  });

  it('leaves a node alone whose pod may not move', () => {
    const around = repartition(scene({}));
    assert.ok(around !== undefined);
    assert.ok(around.changes.every(({ node }) => node !== 'n1'));
    assert.deepEqual(around.moves, []);
  });

  it('is not recommended where the layouts suit the demand', () => {
    const suited = clusterOf(
      ...nodes.map((name) =>
        nodeObject(name, { gpus: ['1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3 1g.5gb@4 1g.5gb@5 1g.5gb@6'] }),
      ),
      ...small,
    );
    assert.equal(repartition(suited), undefined);
  });

  /** Instances of a profile in the layouts that a node has then. */
  const madeOn = (name: string, profile: string, { changes }: Recommendation): number =>
    [0, 1]
      .flatMap((gpu) => changes.find((each) => each.node === name && each.gpu === gpu)?.create ?? BALANCED.split(' '))
      .filter((instance) => instance.startsWith(`${profile}@`)).length;

  it('counts a pod that is restarted twice where it ends', () => {
    const crowded = clusterOf(
      ...nodes.map((name) =>
        nodeObject(name, { gpus: [BALANCED.replace('1g.5gb@0', `1g.5gb@0=x/${name}`), BALANCED] }),
      ),
      ...nodes.map((name) => podObject(`x/${name}`, '1g.5gb', { on: name, owner: 'ReplicaSet' })),
      ...small,
    );
    const twice = repartition(crowded, 0.75) ?? assert.fail('nothing is recommended');
    const times = Map.groupBy(twice.moves, ({ pod }) => pod);
    assert.ok(
      [...times.values()].some(({ length }) => length > 1),
      JSON.stringify(twice.batches),
    );
    const made = nodes.reduce((sum, name) => sum + madeOn(name, '1g.5gb', twice), 0);
    const ones = twice.gain.profiles.find(({ profile }) => profile === '1g.5gb');
    assert.equal(ones?.asShaped[1], made - nodes.length, 'what is made less what the pods hold');
  });

  it('holds once what a nominated pod was promised where others come', () => {
    const promised = clusterOf(
      nodeObject('host', { gpus: ['1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3 1g.5gb@4 1g.5gb@5 1g.5gb@6'] }),
      nodeObject('old', { gpus: ['1g.5gb@0=x/a 3g.20gb@4'] }),
      podObject('x/a', '1g.5gb', { on: 'old', owner: 'ReplicaSet' }),
      podObject('x/next', '2 x 1g.5gb', { nominated: 'host', priority: 5 }),
      ...small,
    );
    const found = repartition(promised, 0.5) ?? assert.fail('nothing is recommended');
    assert.deepEqual(found.moves, [{ pod: 'x/a', from: 'old', to: 'host' }]);
    const made = found.changes.flatMap(({ create }) => create).filter((each) => each.startsWith('1g.5gb@')).length;
    const ones = found.gain.profiles.find(({ profile }) => profile === '1g.5gb');
    assert.deepEqual(ones?.asShaped, [7 - 2, 7 - 2 - 1 + made]);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '../cluster/cluster.ts';
import { asking, movable, why } from '../testing/explaining.ts';
import { clusterFrom, clusterOf, nodeObject, type PodText, podObject } from '../testing/objects.ts';

describe('explain on the stranded node', () => {
  const found = why(clusterFrom('stranded-node.yaml'), 'team-a/triton-2');

  it('names reshape as the cause, for the pod and for the node', () => {
    assert.deepEqual([found.pod, found.cause], ['team-a/triton-2', 'reshape']);
    assert.deepEqual(
      found.nodes.map(({ node, cause }) => [node, cause]),
      [['gpu-1', 'reshape']],
    );
  });

  it('says as the way out to delete 3g.20gb@4 and create 2g.10gb@4', () => {
    assert.deepEqual(found.way, {
      rung: 'reshape',
      node: 'gpu-1',
      text: 'on gpu-1, GPU 0: delete 3g.20gb@4, create 2g.10gb@4',
      steps: [
        { kind: 'delete', node: 'gpu-1', gpu: 0, instances: ['3g.20gb@4'] },
        { kind: 'create', node: 'gpu-1', gpu: 0, instances: ['2g.10gb@4'] },
      ],
      isCheapest: true,
    });
  });

  it('says of a running pod where it is', () => {
    const bound = why(clusterFrom('stranded-node.yaml'), 'team-a/triton-0');
    assert.deepEqual(
      [bound.cause, bound.message, bound.way],
      ['bound', 'runs on gpu-1 and holds 2g.10gb@0 on GPU 0', null],
    );
  });
});

describe('the seven causes', () => {
  // One pod of the bundled cluster is pending for each.
  const causes: readonly [pod: string, cause: string, way: string | undefined][] = [
    ['team-nlp/tagger-new', 'placeable', 'none'],
    ['team-vision/triton-2', 'reshape', 'reshape'],
    ['team-nlp/llm-13b-0', 'moves', 'moves'],
    ['research/simulate-1', 'pinned', undefined],
    ['team-nlp/llm-140b-0', 'full', undefined],
    ['team-vision/caption-2', 'ineligible', 'allow'],
    ['research/legacy-9', 'unknown-profile', undefined],
  ];
  const cluster = clusterFrom('mixed-cluster.yaml');
  for (const [pod, cause, way] of causes) {
    it(`${pod} is ${cause}`, () => {
      const found = why(cluster, pod);
      assert.deepEqual([found.cause, found.way?.rung], [cause, way]);
    });
  }

  it('names the pods to move, the nodes they leave and come to, and what to recut then', () => {
    assert.deepEqual(why(cluster, 'team-nlp/llm-13b-0').way, {
      rung: 'moves',
      node: 'a100-1',
      text: 'restart team-nlp/tagger-9tq (a100-1 -> a100-2); on a100-1, GPU 3: delete 1g.5gb@0, create 4g.20gb@0',
      steps: [
        { kind: 'restart', pod: 'team-nlp/tagger-9tq', from: 'a100-1', to: 'a100-2', instances: [] },
        { kind: 'delete', node: 'a100-1', gpu: 3, instances: ['1g.5gb@0'] },
        { kind: 'create', node: 'a100-1', gpu: 3, instances: ['4g.20gb@0'] },
      ],
      isCheapest: true,
    });
  });

  it('says of each node what stands in the way there', () => {
    const { nodes } = why(cluster, 'team-vision/caption-2');
    assert.deepEqual(
      nodes.filter(({ cause }) => cause === 'ineligible').map(({ node, message }) => `${node}: ${message}`),
      ['a30-medium-1: taint mig-profile=medium:NoSchedule is not tolerated; else: fits now'],
    );
    // The strategy is `single` there: its instances go by another name.
    const small = nodes.find(({ node }) => node === 'a30-small-1');
    assert.deepEqual([small?.cause, small?.message], ['unknown-profile', 'offers no nvidia.com/mig-2g.12gb']);
  });

  it('shows the quotas of the namespace on what is asked for', () => {
    assert.deepEqual(why(cluster, 'team-vision/caption-2').quotas, [
      { name: 'gpu', resource: 'nvidia.com/mig-2g.12gb', hard: 1, used: 1 },
    ]);
    assert.deepEqual(why(cluster, 'research/legacy-9').quotas, []);
  });

  it('notes what was inferred or never observed, where it matters', () => {
    assert.deepEqual(why(cluster, 'team-nlp/llm-140b-0').notes, [
      'the legal positions on H200-141GB are assumed from its family',
    ]);
    assert.deepEqual(why(cluster, 'team-nlp/tagger-new').notes, []);
  });
});

describe('explain', () => {
  it('says how far it searched', () => {
    const cluster = clusterOf(
      nodeObject('n', { gpus: ['1g.5gb@0=x/a 1g.5gb@2=x/b', '4g.20gb@0=x/c 1g.5gb@4=x/d'] }),
      ...['a', 'b', 'd'].map((name) => podObject(`x/${name}`, '1g.5gb', { on: 'n', ...movable })),
      podObject('x/c', '4g.20gb', { on: 'n' }),
      asking('4g.20gb'),
    );
    assert.equal(why(cluster, 'x/asking', 2).cause, 'moves');
    const found = why(cluster, 'x/asking', 1);
    assert.deepEqual(
      [found.cause, found.message],
      ['unknown', 'repacking could make room, but no way with at most 1 move was found'],
    );
  });

  it('notes a pod that waits for a gate', () => {
    const cluster = clusterOf(
      nodeObject('n', { gpus: ['3g.20gb@0'] }),
      asking('3g.20gb', { spec: { schedulingGates: [{ name: 'g' }] } }),
    );
    assert.match(why(cluster).notes.join(), /scheduling gate/);
  });

  it('says of an ended pod that it has ended', () => {
    assert.equal(why(clusterOf(podObject('x/asking', '1g.5gb', { phase: 'Succeeded' }))).cause, 'finished');
  });

  const deleted = '2026-11-20T09:00:00Z';

  it('says of a pod that is deleted that it waits for nothing, or that it leaves', () => {
    const node = nodeObject('n', { gpus: ['1g.5gb@0 1g.5gb@1'] });
    const waiting = why(clusterOf(node, asking('1g.5gb', { deleted })));
    assert.deepEqual([waiting.cause, waiting.way], ['finished', null]);
    const bound = why(clusterOf(node, asking('1g.5gb', { deleted, on: 'n' })));
    assert.deepEqual([bound.cause, bound.notes.filter((note) => /being deleted/.test(note)).length], ['bound', 1]);
  });

  it('sends no pod elsewhere that is being deleted', () => {
    const scene = (more: PodText): Cluster =>
      clusterOf(
        nodeObject('n', { gpus: ['1g.5gb@0=x/a', '4g.20gb@0=x/b'] }),
        podObject('x/a', '1g.5gb', { on: 'n', ...movable, ...more }),
        podObject('x/b', '4g.20gb', { on: 'n' }),
        asking('4g.20gb'),
      );
    assert.deepEqual([why(scene({})).cause, why(scene({ deleted })).cause], ['moves', 'pinned']);
  });

  it('says of a bound pod what is not known', () => {
    const cluster = clusterOf(
      nodeObject('n', { allocatable: { 'nvidia.com/mig-1g.5gb': '7' } }),
      asking('2 x 1g.5gb', { on: 'n' }),
    );
    assert.equal(why(cluster).message, 'runs on n and holds 2 x 1g.5gb, which one is not known');
  });

  it('answers for every pending pod of the stored cluster, each node once', () => {
    const cluster = clusterFrom('cluster-200.json');
    for (const pod of [...cluster.pods.values()].filter(({ node }) => node === undefined)) {
      const { nodes } = why(cluster, pod.key);
      assert.equal(new Set(nodes.map(({ node }) => node)).size, 200);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { slicewise } from './command-line.ts';

const STRANDED = 'fixtures/stranded-node.yaml';
const MIXED = 'fixtures/mixed-cluster.yaml';

describe('slicewise explain', () => {
  it('names the cause and the way out of the stranded pod', async () => {
    const { status, stdout } = await slicewise(['explain', 'team-a/triton-2', '-f', STRANDED, '-o', 'json']);
    const { pod, cause, nodes, way } = JSON.parse(stdout);
    assert.deepEqual([status, pod, cause, nodes[0].cause], [0, 'team-a/triton-2', 'reshape', 'reshape']);
    assert.deepEqual(way.steps, [
      { kind: 'delete', node: 'gpu-1', gpu: 0, instances: ['3g.20gb@4'] },
      { kind: 'create', node: 'gpu-1', gpu: 0, instances: ['2g.10gb@4'] },
    ]);
  });

  it('says it in words', async () => {
    const { stdout } = await slicewise(['explain', 'team-nlp/llm-13b-0', '-f', MIXED]);
    assert.match(stdout, /^moves: it fits once other pods are restarted elsewhere$/m);
    assert.match(stdout, /^Way out \(moves\): restart team-nlp\/tagger-9tq \(a100-1 -> a100-2\); on a100-1, GPU 3: /m);
    assert.match(
      stdout,
      /^Quota gpu allows 3 nvidia\.com\/mig-4g\.20gb in this namespace, 2 used: 1 more can be asked for$/m,
    );
  });

  it('ends with 1 where the pod has no place now, if it is asked to', async () => {
    const status = async (pod: string, ...args: string[]) =>
      (await slicewise(['explain', pod, '-f', MIXED, ...args])).status;
    assert.deepEqual(
      await Promise.all([
        status('team-vision/triton-2'),
        status('team-vision/triton-2', '--exit-code'),
        status('team-nlp/tagger-new', '--exit-code'),
        status('team-vision/triton-0', '--exit-code'),
      ]),
      [0, 1, 0, 0],
    );
  });

  it('decides by the policy and the costs it is given', async () => {
    const place = async (...args: string[]) =>
      JSON.parse((await slicewise(['explain', 'team-nlp/tagger-new', '-f', MIXED, '-o', 'json', ...args])).stdout).way
        .node;
    assert.equal(await place(), 'a100-2');
    assert.equal(await place('--policy', 'first-fit', '--model-cost', 'A100-40GB=2'), 'a100-2');
  });
});

describe('slicewise explain without a pod', () => {
  const podsOf = (stdout: string) => [...stdout.matchAll(/^ {2}(\S+\/\S+) /gm)].map(([, pod]) => pod);

  it('explains all pods that are pending, a line each, in the order of the queue', async () => {
    const { status, stdout, stderr } = await slicewise(['explain', '-f', MIXED]);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^ {2}POD +ASKS +CAUSE +WAY OUT$/m);
    assert.match(
      stdout,
      /^ {2}team-vision\/triton-2 +1 x nvidia\.com\/mig-2g\.10gb +reshape +on a100-1, GPU 3: create 2g\.10gb@2$/m,
    );
    assert.match(stdout, /^ {2}team-nlp\/llm-140b-0 .* full +none$/m);
    assert.deepEqual(podsOf(stdout), [
      'research/simulate-1',
      'team-nlp/llm-13b-0',
      'team-nlp/llm-140b-0',
      'research/legacy-9',
      'team-nlp/tagger-new',
      'team-vision/caption-2',
      'team-vision/triton-2',
    ]);
    assert.match(stdout, /^Each pod is looked at as if it were the only one\.$/m);
  });

  it('says of each what explain says of it alone', async () => {
    const { pods } = JSON.parse((await slicewise(['explain', '-f', MIXED, '-o', 'json'])).stdout);
    for (const explanation of pods) {
      const { stdout } = await slicewise(['explain', explanation.pod, '-f', MIXED, '-o', 'json']);
      assert.deepEqual(JSON.parse(stdout), explanation);
    }
  });

  it('stops at the limit, and says how many are left', async () => {
    const { stdout } = await slicewise(['explain', '-f', MIXED, '--limit', '2']);
    assert.deepEqual(podsOf(stdout), ['research/simulate-1', 'team-nlp/llm-13b-0']);
    assert.match(stdout, /^and 5 more; --limit sets how many are explained$/m);
    const json = JSON.parse((await slicewise(['explain', '-f', MIXED, '--limit', '2', '-o', 'json'])).stdout);
    assert.deepEqual([json.pods.length, json.more], [2, 5]);
  });

  it('keeps to a namespace', async () => {
    const { stdout } = await slicewise(['explain', '-f', MIXED, '-n', 'research']);
    assert.deepEqual(podsOf(stdout), ['research/simulate-1', 'research/legacy-9']);
    assert.equal(
      (await slicewise(['explain', '-f', MIXED, '-n', 'nobody'])).stdout,
      'No pod that asks for GPUs is pending in nobody.\n',
    );
  });

  it('ends with 1 where one of them has no place now, if it is asked to', async () => {
    const status = async (...args: string[]) => (await slicewise(['explain', ...args, '--exit-code'])).status;
    assert.deepEqual(await Promise.all([status('-f', MIXED), status('-f', MIXED, '-n', 'nobody')]), [1, 0]);
  });
});

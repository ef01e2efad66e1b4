import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { slicewise } from './command-line.ts';

const STRANDED = 'fixtures/stranded-node.yaml';
const MIXED = 'fixtures/mixed-cluster.yaml';

describe('slicewise map', () => {
  it('draws every GPU, legible without colour', async () => {
    const { status, stdout, stderr } = await slicewise(['map', '-f', STRANDED]);
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(
      stdout,
      [
        'A100-40GB/static: 1 GPU, 4 of 8 memory slices free',
        '               0        1        2        3        4        5        6        7',
        '  gpu-1 GPU 0  ■2g.10gb■■■■■■■■■ ■2g.10gb■■■■■■■■■ □3g.20gb□□□□□□□□□□□□□□□□□□□□□□□□□□□',
        '',
        '■ used   □ idle   ▒ some of these used, not known which   · no instance',
        '',
      ].join('\n'),
    );
  });

  it('uses colour where it is asked for', async () => {
    const { stdout } = await slicewise(['map', '-f', STRANDED], '', { FORCE_COLOR: '1' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
    assert.match(stdout, /\u001b\[36m■2g\.10gb/);
  });

  it('reads standard input, JSON or YAML', async () => {
    const { stdout } = await slicewise(['map', '-f', '-', '-o', 'json'], readFileSync(STRANDED, 'utf8'));
    assert.equal(JSON.parse(stdout).sections[0].rows[0].segments.length, 3);
  });

  it('folds GPUs that look alike on large clusters, or as it is told', async () => {
    const lines = async (...args: readonly string[]) => (await slicewise(['map', ...args])).stdout.split('\n').length;
    assert.ok((await lines('-f', 'fixtures/cluster-200.json')) < 1000);
    assert.ok((await lines('-f', 'fixtures/cluster-200.json', '--no-fold')) > 1600);
    assert.ok((await lines('-f', MIXED, '--fold')) < (await lines('-f', MIXED)));
  });

  it('says everything once as JSON: every GPU with its pods, and the problems', async () => {
    const { stdout } = await slicewise(['map', '-f', MIXED, '-o', 'json']);
    const { sections, problems } = JSON.parse(stdout);
    const { slicesPerGpu, freeSlices, gpus, rows } = sections[1];
    assert.deepEqual([slicesPerGpu, freeSlices, gpus, rows.length, problems], [8, 19, 7, 7, []]);
    assert.deepEqual(rows[0].gpus, [{ node: 'a100-1', index: 0 }]);
    assert.equal(rows[0].segments[0].pod, 'team-vision/triton-0');
    const broken = await slicewise(['map', '-f', 'fixtures/broken/objects.yaml', '-o', 'json']);
    assert.equal(JSON.parse(broken.stdout).problems.length, 37);
    assert.deepEqual(Object.keys(JSON.parse(broken.stdout).problems[0]), ['object', 'message']);
    const large = await slicewise(['map', '-f', 'fixtures/cluster-200.json', '-o', 'json']);
    const { sections: all } = JSON.parse(large.stdout);
    assert.equal(all.flatMap((section: { rows: object[] }) => section.rows).length, 1600, 'not folded');
  });

  it('draws only the nodes and the pool that it is asked for', async () => {
    const large = ['map', '-f', 'fixtures/cluster-200.json'];
    const nodes = await slicewise([...large, '--node', 'gpu-00039', '--node', 'gpu-00012']);
    assert.equal(nodes.stdout.match(/ gpu-000(39|12) GPU \d /g)?.length, 16);
    assert.equal(nodes.stdout.match(/^[A-Z]\S+: 8 GPUs, /gm)?.length, 2);
    const pool = await slicewise([...large, '--pool', 'A30-24GB/carve']);
    assert.deepEqual(pool.stdout.match(/^[A-Z]\S+: /gm), ['A30-24GB/carve: ']);
    const labelled = await slicewise(['map', '-f', MIXED, '--pool-label', 'pool', '--pool', 'unlabelled/H100-80GB']);
    assert.match(labelled.stdout, /^unlabelled\/H100-80GB: 4 GPUs, /);
    const none = await slicewise(['map', '-f', MIXED, '--node', 'h100-1', '--pool', 'A30-24GB/static']);
    assert.equal(none.stdout, 'There is no GPU to show.\n');
  });

  it('lists whole GPUs and those that are not used apart, by node and index', async () => {
    const whole = await slicewise(['map', '-f', MIXED]);
    assert.match(
      whole.stdout,
      /^Whole GPUs, not in MIG mode\n {2}h100-train-1 GPU 0, 1, 2, 3, 4, 5, 6, 7: NVIDIA-H100-80GB-HBM3$/m,
    );
    const broken = await slicewise(['map', '-f', 'fixtures/broken/objects.yaml']);
    assert.match(
      broken.stdout,
      /^Not used\n(.*\n)* {2}illegal-gpus GPU 1: NVIDIA-A100-SXM4-40GB, A100-40GB has no profile "5g\.25gb"$/m,
    );
    assert.doesNotMatch(broken.stdout, /Whole GPUs/);
  });

  it('fits every label of every model into its window', async () => {
    const { stdout } = await slicewise(['map', '-f', '-'], rtxNode());
    assert.match(stdout, /■1g\.24gb\+me\.all/);
    const [, row = ''] = stdout.split('\n').filter((line) => line.includes('rtx'));
    assert.ok(row.length <= 100);
  });
});

function rtxNode(): string {
  const product = 'NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition';
  const gpus = [
    {
      index: 0,
      product,
      instances: [
        { profile: '1g.24gb+me.all', start: 0, pod: 'x/p' },
        { profile: '1g.24gb-me', start: 3 },
        { profile: '2g.48gb-me', start: 6 },
      ],
    },
  ];
  const node = {
    kind: 'Node',
    metadata: { name: 'rtx', annotations: { 'slicewise.dev/gpus': JSON.stringify({ v: 1, gpus }) } },
  };
  const pod = {
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'x' },
    spec: {
      nodeName: 'rtx',
      containers: [{ name: 'c', resources: { requests: { 'nvidia.com/mig-1g.24gb.me.all': '1' } } }],
    },
  };
  return JSON.stringify({ kind: 'List', items: [node, pod] });
}

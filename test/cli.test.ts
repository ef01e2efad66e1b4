import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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

describe('slicewise fragmentation', () => {
  it('prints the ladder as a table', async () => {
    const { status, stdout } = await slicewise(['fragmentation', '-f', STRANDED]);
    assert.equal(status, 0);
    assert.match(stdout, /^ {2}PROFILE +AS SHAPED +RESHAPED +REPACKED +STRANDED BY SHAPE +BY PLACEMENT +IN DEMAND$/m);
    assert.match(stdout, /^ {2}2g\.10gb +0 +1 +1 +2 +0 +yes$/m);
  });

  it('gives ranges where it is not known which instances are used', async () => {
    const { stdout } = await slicewise(['fragmentation', '-f', MIXED]);
    assert.match(stdout, /^ {2}4g\.24gb +0 +0 to 1 +1 +0 to 4 +0 to 4 +yes$/m);
  });

  it('says what is promised to nominated pods', async () => {
    const labels = { 'nvidia.com/gpu.product': 'NVIDIA-A30', 'nvidia.com/gpu.count': '1' };
    const requests = { 'nvidia.com/mig-2g.12gb': '1' };
    const items = [
      { kind: 'Node', metadata: { name: 'n', labels }, status: { allocatable: { 'nvidia.com/mig-2g.12gb': '2' } } },
      {
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: { containers: [{ resources: { requests } }] },
        status: { nominatedNodeName: 'n' },
      },
    ];
    const { stdout } = await slicewise(['fragmentation', '-f', '-'], JSON.stringify({ kind: 'List', items }));
    assert.match(stdout, /: 1 GPU, 4 of 4 memory slices free, 2 of these promised to nominated pods$/m);
    assert.match(stdout, /^ {2}2g\.12gb +1 +1 +1 +0 +0 +yes$/m);
  });

  it('has the documented form as JSON', async () => {
    const { stdout } = await slicewise(['fragmentation', '-f', STRANDED, '-o', 'json']);
    const { pools } = JSON.parse(stdout);
    const { name, model, gpus, freeSlices, profiles } = pools[0];
    assert.deepEqual([name, model, gpus, freeSlices], ['A100-40GB/static', 'A100-40GB', 1, 4]);
    const { profile, asShaped, reshaped, repacked, stranded } = profiles.find(
      (each: { profile: string }) => each.profile === '2g.10gb',
    );
    assert.deepEqual(
      { profile, asShaped, reshaped, repacked, stranded },
      {
        profile: '2g.10gb',
        asShaped: 0,
        reshaped: 1,
        repacked: 1,
        stranded: { shape: 2, placement: 0, shapeMost: 2, placementLeast: 0 },
      },
    );
  });

  it('groups by a label', async () => {
    const { stdout } = await slicewise(['fragmentation', '-f', MIXED, '-o', 'json', '--pool-label', 'pool']);
    const names = JSON.parse(stdout).pools.map(({ name }: { name: string }) => name);
    assert.ok(names.includes('inference-small/A30-24GB') && names.includes('unlabelled/A100-40GB'));
  });

  it('warns of a label that no node has', async () => {
    const { status, stderr } = await slicewise(['fragmentation', '-f', MIXED, '--pool-label', 'nope']);
    assert.equal(status, 0);
    assert.match(stderr, /^Warning: --pool-label: no node with GPUs in MIG mode has the label "nope"\.$/m);
    assert.doesNotMatch(
      (await slicewise(['fragmentation', '-f', MIXED, '--pool-label', 'pool'])).stderr,
      /--pool-label/,
    );
  });
});

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

describe('every command', () => {
  const wrong: readonly [args: readonly string[], want: RegExp][] = [
    [['map'], /^error: --snapshot is missing: it names a file with what "kubectl get /],
    [['map', '--snapshott', 'x'], /^error: unknown option '--snapshott'\n\(Did you mean --snapshot\?\)/],
    [['map', '-f', '/nowhere.json'], /^slicewise: \/nowhere\.json: there is no such file$/m],
    [['map', '-f', 'fixtures/broken/not-json.json'], /^slicewise: fixtures\/broken\/not-json\.json: is not valid JSON/],
    [['fragmentation', '-f', STRANDED, '-o', 'xml'], /argument 'xml' is invalid\. Allowed choices are text, json/],
    [['explain'], /^error: --snapshot is missing/],
    [
      ['explain', 'team-a/nobody', '-f', STRANDED],
      /^slicewise: pod team-a\/nobody is not in fixtures\/stranded-node\.yaml\n$/,
    ],
    [
      ['explain', 'triton-2', '-f', STRANDED],
      /\(a name without a namespace is looked for in "default"\); did you mean team-a\/triton-2\?\n$/,
    ],
    [['explain', 'team-a/trito-2', '-f', STRANDED], /yaml; did you mean team-a\/triton-2\?\n$/],
    [
      ['explain', 'trito-2', '-n', 'team-b', '-f', STRANDED],
      /pod team-b\/trito-2 .*did you mean team-a\/triton-2\?\n$/,
    ],
    [['explain', '/', '-f', STRANDED], /^slicewise: "\/" is not of the form NAMESPACE\/POD\n$/],
    [
      ['explain', 'team-a/triton-2', '-n', 'team-b', '-f', STRANDED],
      /^slicewise: --namespace: team-a\/triton-2 is not in team-b\n$/,
    ],
    [['explain', 'nobody', '-f', '-'], /^slicewise: standard input: is empty/],
    [
      ['explain', 'research/pretrain-0', '-f', MIXED, '--policy', 'best'],
      /'best' is invalid\. Allowed choices are phi, best-fit, first-fit\./,
    ],
    [['explain', 'team-a/triton-2', '-f', STRANDED, '--max-moves', '0'], /whole number above 0/],
    [['serve', '-f', STRANDED, '--listen', 'nowhere'], /^slicewise: --listen: "nowhere" is not of the form HOST:PORT/],
    [
      ['serve', '-f', '/nowhere.json', '--listen', '127.0.0.1:0'],
      /^slicewise: \/nowhere\.json: there is no such file$/m,
    ],
    [['recommend'], /unknown command 'recommend'/],
    [
      ['map', '-f', STRANDED, '--node', 'gpu-9'],
      /^slicewise: --node: node "gpu-9" is not in fixtures\/stranded-node\.yaml$/m,
    ],
    [['map', '-f', STRANDED, '--pool', 'A30'], /^slicewise: --pool: there is no pool "A30", only A100-40GB\/static$/m],
    [['map', '-f', STRANDED, '--no-flod'], /unknown option '--no-flod'/],
    [['completion', 'tcsh'], /'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish/],
  ];
  for (const [args, want] of wrong) {
    it(`slicewise ${args.join(' ')} ends with 2 and one sentence on standard error`, async () => {
      const { status, stdout, stderr } = await slicewise(args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, want);
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }

  it('reports problems on standard error and answers all the same', async () => {
    const { status, stdout, stderr } = await slicewise([
      'fragmentation',
      '-f',
      'fixtures/broken/objects.yaml',
      '-o',
      'json',
    ]);
    assert.equal(status, 0);
    assert.ok(JSON.parse(stdout).pools.length > 0);
    assert.match(stderr, /^37 problems in what was read:\n/);
  });

  it('has --help, and lists what exists and nothing else', async () => {
    const { status, stdout } = await slicewise(['--help']);
    assert.equal(status, 0);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name]) => name);
    assert.deepEqual(commands, ['serve', 'map', 'fragmentation', 'explain', 'completion', 'help']);
    for (const command of commands) assert.equal((await slicewise([command ?? '', '--help'])).status, 0);
  });

  it('completes commands, options and choices in bash', async () => {
    const { stdout } = await slicewise(['completion', 'bash']);
    const complete = (...words: readonly string[]) => {
      const typed = words.map((word) => `'${word}'`).join(' ');
      const complete = `_slicewise${words[0] === 'npx' ? '_by_npx' : ''}`;
      const script = `${stdout}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; ${complete}; echo "\${COMPREPLY[*]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trimEnd();
    };
    assert.equal(complete('slicewise', 'ex'), 'explain');
    assert.equal(complete('slicewise', 'explain', '--m'), '--model-cost --max-moves');
    assert.equal(complete('slicewise', 'map', '-o', ''), 'text json');
    assert.equal(complete('slicewise', 'map', '--no'), '--node --no-fold');
    assert.equal(complete('slicewise', 'map', '--po'), '--pool-label --pool');
    assert.equal(complete('slicewise', 'explain', '--policy', ''), 'phi best-fit first-fit');
    assert.equal(complete('slicewise', 'completion', 'z'), 'zsh');
    assert.equal(complete('slicewise', 'help', 'fr'), 'fragmentation');
    assert.equal(complete('npx', 'sl'), 'slicewise');
    assert.equal(complete('npx', 'slicewise', 'ex'), 'explain');
    assert.equal(complete('npx', 'slicewise', 'map', '-o', 'j'), 'json');
    assert.equal(complete('npx', 'tsc', 'ex'), '', 'what else npx runs is none of our business');
    assert.equal(complete('slicewise', 'map', '-f', 'm'), '', 'nothing of ours, so that bash completes file names');
  });

  it('leaves what is registered for npx as it is', async () => {
    const { stdout } = await slicewise(['completion', 'bash']);
    const registered = (before: string) =>
      execFileSync('bash', ['-c', `${before}\n${stdout}\ncomplete -p npx slicewise`], { encoding: 'utf8' });
    assert.match(registered(''), /-F _slicewise_by_npx npx\n.*-F _slicewise slicewise/);
    assert.match(registered('complete -F _theirs npx'), /-F _theirs npx\n.*-F _slicewise slicewise/);
  });

  it('tells each shell how to load its completion', async () => {
    const { stdout } = await slicewise(['completion', '--help']);
    assert.match(stdout, /^ {2}in bash: {2}source <\(npx slicewise completion bash\)$/m);
    assert.match(stdout, /^ {2}in zsh: {3}source <\(npx slicewise completion zsh\)$/m);
    assert.match(stdout, /^ {2}in fish: {2}npx slicewise completion fish \| source$/m);
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.equal((await slicewise(['--version'])).stdout, `${version}\n`);
  });

  it('prints the same bytes for the same snapshot', async () => {
    const runs = await Promise.all(
      [1, 2].map(() => slicewise(['map', '-f', 'fixtures/cluster-200.json', '-o', 'json'])),
    );
    assert.equal(runs[0]?.stdout, runs[1]?.stdout);
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

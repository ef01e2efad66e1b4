import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { slicewise } from './command-line.ts';

const STRANDED = 'fixtures/stranded-node.yaml';
const MIXED = 'fixtures/mixed-cluster.yaml';

describe('every command', () => {
  const wrong: readonly [args: readonly string[], want: RegExp][] = [
    [['map', '--kubeconfig', '/nowhere'], /^slicewise: \/nowhere: cannot be read as a kubeconfig: /],
    [
      ['map', '-f', STRANDED, '--context', 'x'],
      /^error: option '-f, --snapshot <file>' cannot be used with option '--context/,
    ],
    [['map', '--mig-config-map', 'x'], /It must be of the form NAMESPACE\/NAME\./],
    [['snapshot', '-f', STRANDED, '--output-file', '/nowhere/x'], /^slicewise: \/nowhere\/x: cannot be written: /],
    [['map', '--snapshott', 'x'], /^error: unknown option '--snapshott'\n\(Did you mean --snapshot\?\)/],
    [['map', '-f', '/nowhere.json'], /^slicewise: \/nowhere\.json: there is no such file$/m],
    [['map', '-f', 'fixtures/broken/not-json.json'], /^slicewise: fixtures\/broken\/not-json\.json: is not valid JSON/],
    [['fragmentation', '-f', STRANDED, '-o', 'xml'], /argument 'xml' is invalid\. Allowed choices are text, json/],
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
      /'best' is invalid\. Allowed choices are phi, best-fit, .*first-fit, /,
    ],
    [['explain', 'team-a/triton-2', '-f', STRANDED, '--max-moves', '0'], /whole number above 0/],
    [['serve', '-f', STRANDED, '--listen', 'nowhere'], /^slicewise: --listen: "nowhere" is not of the form HOST:PORT/],
    [
      ['serve', '-f', '/nowhere.json', '--listen', '127.0.0.1:0'],
      /^slicewise: \/nowhere\.json: there is no such file$/m,
    ],
    [
      ['recommend', '-f', STRANDED, '--pool', 'x'],
      /^slicewise: --pool: there is no pool "x", only A100-40GB\/static$/m,
    ],
    [['recommend', '-f', STRANDED, '--for', 'team-a/nobody'], /^slicewise: pod team-a\/nobody is not in /],
    [['recommend', '-f', STRANDED, '--rung', 'drain'], /It must be one of reshape, moves, repartition\./],
    [['recommend', '-f', STRANDED, '--demand', '2g=1'], /It must be of the form PROFILE=WEIGHT/],
    [['recommend', '-f', STRANDED, '-o', 'yaml'], /Allowed choices are text, json, nvidia-smi, mig-parted/],
    [['layouts', '-f', STRANDED, '--pool', 'x'], /^slicewise: --pool: there is no pool "x", only A100-40GB\/static$/m],
    [['layouts', '-f', STRANDED, '--load', '85%'], /It must be a share above 0, such as 0\.85\./],
    [['layouts', '-f', STRANDED, '--load', '0'], /It must be a share above 0/],
    [['layouts', '-f', STRANDED, '-n', 'team-a'], /It is about GPUs, which are in no namespace: leave it out\./],
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
    assert.deepEqual(commands, [
      'serve',
      'map',
      'fragmentation',
      'explain',
      'recommend',
      'layouts',
      'bench',
      'snapshot',
      'completion',
      'help',
    ]);
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
    assert.equal(complete('slicewise', 'explain', '--m'), '--mig-config-map --model-cost --max-moves');
    assert.equal(complete('slicewise', 'map', '-o', ''), 'text json');
    assert.equal(complete('slicewise', 'map', '--no'), '--node --no-fold');
    assert.equal(complete('slicewise', 'map', '--po'), '--pool-label --pool');
    assert.equal(complete('slicewise', 'explain', '--policy', 'first'), 'first-fit first-fit-high');
    assert.equal(complete('slicewise', 'map', '--con'), '--context');
    assert.equal(complete('slicewise', 'layouts', '--lo'), '--load');
    assert.equal(complete('slicewise', 'snapshot', '-o', 'y'), 'yaml');
    assert.equal(complete('slicewise', 'completion', 'z'), 'zsh');
    assert.equal(complete('slicewise', 'help', 'fr'), 'fragmentation');
    assert.equal(complete('slicewise', 'bench', 'm'), 'merge');
    assert.equal(complete('slicewise', 'bench', '--preset', 'm'), 'mixes moves');
    assert.equal(complete('slicewise', 'bench', 'merge', 'a.json', '--a'), '--allow-missing');
    assert.equal(complete('slicewise', 'bench', 'merge', '-o', 'c'), 'csv');
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

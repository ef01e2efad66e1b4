import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type Folder, makeFolder } from '../src/testing/folder.ts';
import { type Run, slicewise } from './command-line.ts';

const bench = (...args: readonly string[]): Promise<Run> => slicewise(['bench', ...args]);

/** Small enough for a test: two scenarios with four policies on three seeds. */
const SMALL = [
  '--gpus',
  '8',
  '--mix',
  'uniform,bimodal',
  '--load',
  '0.9',
  '--seeds',
  '3',
  '--warm-up',
  '1',
  '--counted',
  '4',
];
const FOUR = ['--policy', 'phi,phi+1,first-fit,random'];

describe('slicewise bench', () => {
  const wrong: readonly [args: readonly string[], want: RegExp][] = [
    [['--load', '0'], /^error: option '--load <shares>' argument '0' is invalid\. It must be numbers above 0/],
    [['--policy', 'phii'], /^slicewise: --policy: there is no policy "phii"; did you mean phi\?\n$/],
    [['merge', 'README.md'], /^slicewise: README\.md: it is not JSON\n$/],
  ];
  for (const [args, want] of wrong) {
    it(`${args.join(' ')} ends with 2 and one sentence on standard error`, async () => {
      const { status, stdout, stderr } = await bench(...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, want);
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }

  it('tells what can be asked, and names its presets and policies', async () => {
    const [help, helped, policies] = await Promise.all([
      bench('--help'),
      slicewise(['help', 'bench']),
      bench('policies'),
    ]);
    assert.equal(helped.stdout, help.stdout);
    for (const preset of ['quick', 'mixes', 'sizes', 'static', 'moves', 'trace']) {
      assert.match(help.stdout, new RegExp(`^  ${preset} `, 'm'));
    }
    assert.match(policies.stdout, /^ {2}phi +carve, static +destroy the fewest free windows/m);
    assert.match(policies.stdout, /^ {2}least-allocated +static +kube-scheduler without an extender/m);
    const { stdout } = await bench('policies', '--mode', 'carve');
    assert.match(stdout, /^ {2}repack /m);
    assert.doesNotMatch(stdout, /^ {2}least-allocated /m);
  });
});

describe('a bench', () => {
  let folder: Folder;
  before(async () => {
    folder = await makeFolder();
  });
  after(() => folder.remove());

  it('gives the same bytes with any number of threads', async () => {
    const [one, two] = await Promise.all(
      ['1', '2'].map((jobs) => bench(...SMALL, ...FOUR, '--bound', '-o', 'json', '--jobs', jobs)),
    );
    assert.equal(one?.status, 0);
    assert.equal(one.stdout, two?.stdout);
    const { runs, bounds, planned } = JSON.parse(one.stdout);
    assert.deepEqual([runs.length, bounds.length, planned], [24, 6, 24]);
  });

  it('gives the same bytes in shards that are merged, in every form', async () => {
    const shards = await Promise.all(
      ['0/3', '1/3', '2/3'].map(async (shard) => {
        const file = folder.path(`${shard.replace('/', '-')}.json`);
        assert.equal(
          (await bench(...SMALL, ...FOUR, '--jobs', '1', '--shard', shard, '--output-file', file)).status,
          0,
        );
        return file;
      }),
    );
    for (const form of ['text', 'json']) {
      const [whole, merged] = await Promise.all([
        bench(...SMALL, ...FOUR, '--jobs', '1', '-o', form),
        bench('merge', ...shards.toReversed(), '-o', form),
      ]);
      assert.deepEqual([merged.status, merged.stdout], [0, whole.stdout], form);
    }
    const { status, stderr } = await bench('merge', ...shards.slice(1));
    assert.deepEqual([status, stderr], [2, 'slicewise: shard 0/3 is missing; --allow-missing merges the others\n']);
    assert.equal((await bench('merge', ...shards.slice(1), '--allow-missing')).status, 0);
  });

  it('names the file and the field of a result that makes no sense', async () => {
    const { stdout } = await bench(...SMALL, '--policy', 'phi', '-o', 'json');
    const result = JSON.parse(stdout);
    result.runs[1].outcome.moves = 'many';
    const file = await folder.write('wrong.json', JSON.stringify(result));
    const { status, stderr } = await bench('merge', file);
    assert.equal(status, 2);
    assert.match(stderr, /^slicewise: \S+wrong\.json: .*runs.*1.*outcome.*moves.*\n$/);
  });

  it('replays a trace, with seed 0 in its own order', async () => {
    const { status, stdout } = await bench(
      '--trace',
      'fixtures/traces/profiles.csv',
      '--policy',
      'phi',
      '--seeds',
      '2',
      '-o',
      'csv',
    );
    assert.equal(status, 0);
    assert.equal(stdout.trimEnd().split('\n').length, 1 + 2 * 2, 'on two sizes, with two seeds');
  });

  it('replays a captured cluster as it is cut, and as it could be', async () => {
    const asked = ['-f', 'fixtures/mixed-cluster.yaml', '--gpu-model', 'H100-80GB', '--seeds', '2', '-o', 'json'];
    const { stdout, stderr } = await bench(...asked, '--policy', 'phi,least-allocated', '--layouts', 'captured,tuned');
    const { scenarios } = JSON.parse(stdout);
    assert.deepEqual(
      scenarios.map((each: { name: string }) => each.name),
      ['captured layouts', 'tuned'].map((layouts) =>
        `observed, load 0.906, 4 H100-80GB GPUs, ${layouts}`.replace(' H100-80GB', ''),
      ),
    );
    assert.match(stderr, /^H100-80GB\/static: Layouts are inferred/m);
  });

  for (const [signal, want] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`that is ended by ${signal} writes what is finished, and ends with ${want}`, async () => {
      const file = folder.path(`${signal}.json`);
      const asked = ['-f', 'fixtures/mixed-cluster.yaml', '--seeds', '2000', '-o', 'json', '--output-file', file];
      const child = spawn(process.execPath, ['src/main.ts', 'bench', ...asked], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const said = text(child.stderr);
      // What was inferred about the cluster is told when the work begins.
      await once(child.stderr, 'readable');
      child.kill(signal);
      const [status] = await once(child, 'close');
      assert.equal(status, want);
      const { runs, planned } = JSON.parse(await readFile(file, 'utf8'));
      assert.ok(runs.length < planned);
      assert.match(await said, new RegExp(`^slicewise: ended early, with ${runs.length} of ${planned} replays$`, 'm'));
    });
  }
});

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import packageJson from '../../package.json' with { type: 'json' };
import { slicewise } from '../command-line.ts';
import { reachableFromProgram } from './reachable.ts';

const SNAPSHOT = path.resolve('fixtures/stranded-node.yaml');

describe('the package', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slicewise-package-'));
  let files: readonly string[] = [];
  before(() => {
    const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], process.cwd()));
    files = packed.files.map((file: { path: string }) => file.path);
    run('npm', ['init', '--yes'], folder);
    run('npm', ['install', '--prefer-offline', '--ignore-scripts', `./${packed.filename}`], folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const installed = (...args: readonly string[]): string =>
    run(path.join(folder, 'node_modules/.bin/slicewise'), args, folder);

  it('says its version', () => {
    assert.equal(installed('--version'), `${packageJson.version}\n`);
  });

  it('answers as the clone does', async () => {
    for (const command of ['map', 'fragmentation', 'explain']) {
      const args = [command, '--snapshot', SNAPSHOT, '-o', 'json'];
      assert.equal(installed(...args), (await slicewise(args)).stdout, command);
    }
  });

  it('is a plugin of kubectl', () => {
    const plugin = path.join(folder, 'node_modules/.bin/kubectl-slicewise');
    assert.match(run(plugin, ['map', '--help'], folder), /^Usage: kubectl slicewise map /);
    assert.equal(run(plugin, ['map', '--snapshot', SNAPSHOT], folder), installed('map', '--snapshot', SNAPSHOT));
  });

  it('serves the slice map, with every script and style sheet that it names', async () => {
    const program = path.join(folder, 'node_modules/.bin/slicewise');
    const child = spawn(program, ['serve', '--snapshot', SNAPSHOT, '--listen', '127.0.0.1:0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter) },
    });
    try {
      let output = '';
      for await (const chunk of child.stdout) {
        output += String(chunk);
        if (output.includes('Ctrl-C')) break;
      }
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? assert.fail(output);
      const page = await (await fetch(url)).text();
      const named = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, file = '']) => file);
      assert.ok(named.some((file) => file.endsWith('/dom/main.js')));
      for (const file of named) assert.equal((await fetch(url + file)).status, 200, file);
      const scripts = await Promise.all(named.map(async (file) => (await fetch(url + file)).text()));
      const imported = scripts.flatMap((text) => [...text.matchAll(/from '([^']+)'/g)].map(([, name = '']) => name));
      assert.ok(imported.length > 50 && imported.every((name) => /^\.\.?\/.*\.js$/.test(name)), imported.join());
    } finally {
      child.kill('SIGTERM');
    }
  });

  it('holds all that the program consists of, compiled', () => {
    const compiled = reachableFromProgram().files.map((file) => `dist/${file.replace(/\.ts$/, '.js')}`);
    assert.deepEqual(
      compiled.filter((file) => !files.includes(file)),
      [],
    );
  });

  it('replays policies, in threads of its own', async () => {
    const args = [
      'bench',
      '--gpus',
      '8',
      '--mix',
      'uniform',
      '--load',
      '0.9',
      '--seeds',
      '2',
      '--jobs',
      '2',
      '-o',
      'json',
    ];
    assert.equal(installed(...args), (await slicewise(args)).stdout);
  });

  it('holds no tests, and nothing of a clone that it would run instead', () => {
    assert.ok(files.includes('bin/slicewise.js') && files.includes('dist/src/main.js') && files.includes('README.md'));
    assert.deepEqual(
      files.filter((file) => /\.test\.|testing|\.ts$|^(bench|test|src|solver|fixtures)\//.test(file)),
      [],
    );
  });
});

/** Runs a program with this Node.js first on the path; throws with what it wrote where it fails. */
function run(command: string, args: readonly string[], cwd: string): string {
  const PATH = [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH },
  });
  if (error !== undefined) throw error;
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stderr}`);
  return stdout;
}

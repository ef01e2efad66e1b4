import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Program } from './binaries.ts';

/** Where the Go modules are. */
const SOURCES = import.meta.dirname;

/** How often the progress of a build is told, in milliseconds. */
const TELL_MS = 15_000;

/**
 * Builds a program from the Go module that pins it, unless that was done before, and returns its file. Tells on standard
 * error how it goes, since it takes minutes.
 *
 * @throws Error with one sentence that says what is missing.
 */
export async function build(program: Program): Promise<string> {
  const module = program === 'etcd' ? path.join(SOURCES, 'etcd') : SOURCES;
  const file = path.join(cacheFolder(), program);
  if (existsSync(file)) return file;
  mkdirSync(path.dirname(file), { recursive: true });
  const started = performance.now();
  tell(`building ${program} with Go, once; it is kept in ${path.dirname(file)}`);
  // Under a name of its own until it is whole: other runs may look for the file, and this one may be stopped.
  const unfinished = `${file}.${process.pid}`;
  try {
    await goBuild(program, module, unfinished);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  tell(`built ${program} in ${Math.round((performance.now() - started) / 1000)} s`);
  return file;
}

/** One folder per version of the modules, outside of the tree. */
function cacheFolder(): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['go.mod', 'go.sum', 'etcd/go.mod', 'etcd/go.sum'])
    hash.update(readFileSync(path.join(SOURCES, file)));
  const cache = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  return path.join(cache, 'slicewise', 'control-plane', hash.digest('hex').slice(0, 16));
}

/** Without a version Kubernetes takes itself for v0.0.0, and its feature gates for those of no release. */
function linkerFlags(program: Program): string {
  if (program === 'etcd') return '-s -w';
  const [, version, major, minor] =
    /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(readFileSync(path.join(SOURCES, 'go.mod'), 'utf8')) ?? [];
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const set = Object.entries(variables).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ['-s -w', ...set].join(' ');
}

function goBuild(program: Program, module: string, output: string): Promise<void> {
  const target = program === 'etcd' ? '.' : `./${program}`;
  const flags = ['-mod=readonly', '-buildvcs=false', '-v', '-ldflags', linkerFlags(program)];
  const go = spawn('go', ['build', ...flags, '-o', output, target], {
    cwd: module,
    env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let packages = 0;
  let complaint = '';
  createInterface(go.stderr).on('line', (line) => {
    // With -v, go names every package that it compiles; what it has to say otherwise has spaces in it.
    if (/^\S+$/.test(line)) packages++;
    else complaint = line;
  });
  const telling = setInterval(() => tell(`${program}: ${packages} packages compiled`), TELL_MS);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const missing = `${program} is missing: set KUBEBUILDER_ASSETS and KUBE_SCHEDULER, or let Go ${goVersion(module)} or newer build it`;
  go.once('error', (error) => reject(new Error(`${missing} (go cannot be run: ${error.message})`)));
  go.once('close', (status) =>
    status === 0
      ? resolve()
      : reject(new Error(`${missing} (go build ended with status ${status}: ${complaint.trim()})`)),
  );
  return promise.finally(() => clearInterval(telling));
}

function goVersion(module: string): string {
  return /^go (\S+)$/m.exec(readFileSync(path.join(module, 'go.mod'), 'utf8'))?.[1] ?? '';
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

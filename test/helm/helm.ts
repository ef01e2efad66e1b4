import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const MODULE = import.meta.dirname;

/** What a run of helm ended with. */
export interface HelmRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs helm: the binary that the environment variable HELM names, else the one of the Go module in this folder, which is
 * built once into a cache outside the tree.
 *
 * @throws Error saying what is missing, where there is neither.
 */
export function helm(...args: readonly string[]): HelmRun {
  const { status, stdout, stderr, error } = spawnSync(binary(), args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

function binary(): string {
  const named = process.env['HELM'];
  if (named !== undefined && named !== '') return named;
  const pinned = ['go.mod', 'go.sum'].map((file) => readFileSync(path.join(MODULE, file), 'utf8')).join('');
  const version = createHash('sha256').update(pinned).digest('hex').slice(0, 16);
  const cache = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  const built = path.join(cache, 'slicewise', 'helm', version, 'helm');
  if (!existsSync(built)) build(built);
  return built;
}

/** Builds under another name first, so that a build that was cut off is never taken for a binary. */
function build(target: string): void {
  mkdirSync(path.dirname(target), { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  const args = [
    'build',
    '-buildvcs=false',
    '-trimpath',
    '-ldflags',
    '-s -w',
    '-o',
    unfinished,
    'helm.sh/helm/v4/cmd/helm',
  ];
  process.stderr.write(`building helm of ${path.join(MODULE, 'go.mod')}, once: this takes minutes\n`);
  const { status, stderr, error } = spawnSync('go', args, {
    cwd: MODULE,
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  if (error !== undefined) {
    throw new Error(
      `helm is missing: the environment variable HELM names no binary, and there is no Go to build one with (${error.message})`,
    );
  }
  if (status !== 0) throw new Error(`helm is missing: HELM names no binary, and go build failed:\n${stderr}`);
  renameSync(unfinished, target);
}

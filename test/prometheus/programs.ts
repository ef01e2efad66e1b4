import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The programs of Prometheus that the suite runs. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

/** What decides where they are: variables of the environment, and whether they may be installed. */
export interface ProgramsEnvironment {
  readonly PROMETHEUS?: string | undefined;
  readonly PROMTOOL?: string | undefined;
  readonly PATH?: string | undefined;
}

/**
 * Finds prometheus and promtool: where PROMETHEUS and PROMTOOL say, else on the path. Where they are absent, `install` is asked
 * for them, and says why it cannot.
 *
 * @throws Error with one sentence that says what is missing.
 */
export function findPrometheus(
  env: ProgramsEnvironment = process.env,
  install: () => string | undefined = installPackage,
): PrometheusPrograms {
  const look = () => ({
    prometheus: named(env.PROMETHEUS, 'PROMETHEUS') ?? onPath('prometheus', env.PATH),
    promtool: named(env.PROMTOOL, 'PROMTOOL') ?? onPath('promtool', env.PATH),
  });
  let { prometheus, promtool } = look();
  if (prometheus === undefined || promtool === undefined) {
    const refusal = install();
    ({ prometheus, promtool } = look());
    if (prometheus === undefined || promtool === undefined) {
      const missing = prometheus === undefined ? 'prometheus' : 'promtool';
      throw new Error(
        `${missing} is missing: install the package prometheus, or set PROMETHEUS and PROMTOOL (${refusal ?? 'the package has none'})`,
      );
    }
  }
  return { prometheus, promtool };
}

function named(file: string | undefined, variable: string): string | undefined {
  if (!file) return undefined;
  if (!isExecutable(file)) throw new Error(`${variable} is ${file}, which cannot be run`);
  return file;
}

function onPath(program: string, folders = ''): string | undefined {
  return folders
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs the Debian package without starting its service; gives the reason where that cannot be done. */
function installPackage(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can install it here';
  process.stderr.write('installing the package prometheus\n');
  const steps = [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confdef', 'prometheus'],
  ];
  for (const args of steps) {
    const { status, stderr, error } = spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    });
    if (error !== undefined) return `apt-get cannot be run: ${error.message}`;
    if (status !== 0) return `apt-get ${args[0]} failed: ${stderr.trim().split('\n').at(-1)}`;
  }
  // Its service would take the port 9090 of the machine. Where there is no systemd it does not run anyway.
  spawnSync('systemctl', ['disable', '--now', 'prometheus']);
  return undefined;
}

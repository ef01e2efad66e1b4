import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { publishedBoard } from '../../solver/testing/published.ts';

/** A GPU of a driver that a test makes: instances as `PROFILE@START`, with a star behind those in use. */
export interface FakeGpu {
  readonly uuid: string;
  readonly model: string;
  readonly instances: readonly string[];
}

/** A driver in a file, which the executable `nvidia-smi` on the PATH of its processes shows. */
export interface DriverInAFile {
  /** Runs a shell script with arguments. */
  run(script: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<ScriptRun>;
  /** What the GPUs have now, in the form in which they were given. */
  gpus(): Promise<readonly (readonly string[])[]>;
  /** Calls that changed something, such as `dci 0 19@4`. */
  log(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** How a script ended. */
export interface ScriptRun {
  readonly status: number | null;
  readonly output: string;
}

interface StoredInstance {
  readonly id: number;
  readonly profile: number;
  readonly start: number;
  readonly isBusy: boolean;
  readonly hasCompute: boolean;
}

/** Makes a driver with these GPUs. */
export async function driverInAFile(gpus: readonly FakeGpu[]): Promise<DriverInAFile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'slicewise-driver-'));
  const file = path.join(folder, 'gpus.json');
  const program = path.join(folder, 'nvidia-smi');
  const fake = new URL('./fake-nvidia-smi.ts', import.meta.url).pathname;
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`);
  await chmod(program, 0o755);
  await writeFile(file, JSON.stringify(gpus.map(stored)));
  return {
    async run(script, args, env = {}) {
      const child = spawn('bash', ['-s', '--', ...args], {
        env: { ...process.env, ...env, FAKE_GPUS: file, PATH: `${folder}:${process.env['PATH']}` },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      child.stdin.end(script);
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
      return { status, output: `${out}${err}` };
    },
    async gpus() {
      const now: readonly { readonly instances: readonly StoredInstance[] }[] = JSON.parse(
        await readFile(file, 'utf8'),
      );
      return now.map(({ instances }, index) => {
        const { profiles } = publishedBoard(gpus[index]?.model ?? '');
        return instances
          .map(({ profile, start, isBusy }) => {
            const name = profiles.find(({ id }) => id === profile)?.name;
            return `${name}@${start}${isBusy ? '*' : ''}`;
          })
          .sort();
      });
    },
    log: async () => (await readFile(`${file}.log`, 'utf8').catch(() => '')).split('\n').filter(Boolean),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Instances get IDs from 13 down, as on some boards: no place can be told from them. */
function stored({ uuid, model, instances }: FakeGpu): object {
  const { profiles } = publishedBoard(model);
  return {
    uuid,
    model,
    instances: instances.map((text, index): StoredInstance => {
      const [, name = '', start] = /^(.+)@(\d+)\*?$/.exec(text) ?? [];
      const profile = profiles.find((each) => each.name === name)?.id ?? -1;
      return { id: 13 - index, profile, start: Number(start), isBusy: text.endsWith('*'), hasCompute: true };
    }),
  };
}

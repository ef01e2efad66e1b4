import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** What a run of slicewise ended with. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs slicewise in a process of its own, without a terminal, and waits until it ends. */
export async function slicewise(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
  entry = 'src/main.ts',
): Promise<Run> {
  const child = spawn(process.execPath, [entry, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, stdout, stderr };
}

/** A running `slicewise serve`: where it listens, the lines it wrote, and how to end it. */
export interface Serving {
  readonly url: string;
  readonly output: readonly string[];
  readonly errors: readonly string[];
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `slicewise serve` on a free loopback port and waits until it says where; rejects if it ends before. */
export async function serve(
  snapshot: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const child = spawn(process.execPath, ['src/main.ts', 'serve', '-f', snapshot, '--listen', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { SLICEWISE_SHUTDOWN_DELAY: '0s', ...process.env, ...env },
  });
  const output: string[] = [];
  const errors: string[] = [];
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  const ended = new Promise<number | null>((done) => child.once('close', done));
  void ended.then((status) => reject(new Error(`ended with ${status}: ${errors.join('\n')}`)));
  createInterface(child.stderr).on('line', (line) => errors.push(line));
  createInterface(child.stdout).on('line', (line) => {
    output.push(line);
    if (line.startsWith('Ctrl-C')) resolve(/http:\/\/\S+:\d+/.exec(output.join('\n'))?.[0] ?? '');
  });
  const url = await ready;
  return {
    url,
    output,
    errors,
    stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

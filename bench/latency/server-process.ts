import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** Longest wait for a server to print its address. */
const START_MS = 120_000;

/**
 * Starts a script with this Node.js and waits until it prints a loopback address on standard output. Where it does not, it is ended.
 *
 * @param options.startMs How long to wait.
 * @throws Error naming the script, when it ends or prints none in time.
 */
export async function startServerProcess(
  script: string,
  args: readonly string[] = [],
  { startMs = START_MS }: { readonly startMs?: number } = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await firstUrl(child, script, startMs);
    return { url, pid: child.pid, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function firstUrl(child: ChildProcess, script: string, startMs: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error(`${script} printed no address in ${startMs} ms`)), startMs);
  child.once('exit', (status) => reject(new Error(`${script} ended with status ${status}`)));
  if (child.stdout !== null) {
    createInterface(child.stdout).on('line', (line) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url !== undefined) resolve(url);
    });
  }
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill('SIGTERM');
  await promise;
}

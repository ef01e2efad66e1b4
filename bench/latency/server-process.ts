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
 * Starts a script with this Node.js and waits until it prints a loopback address on standard output.
 *
 * @throws Error naming the script, when it ends or prints none in time.
 */
export async function startServerProcess(script: string, args: readonly string[] = []): Promise<ServerProcess> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await firstUrl(child, script);
  return { url, pid: child.pid, stop: () => stop(child) };
}

async function firstUrl(child: ChildProcess, script: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error(`${script} printed no address in ${START_MS} ms`)), START_MS);
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

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from './wait.ts';

/** A program to run beside the test. */
export interface ComponentOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where its log is; one that runs again under the same name goes on in the same file. */
  readonly folder: string;
  /** Longest time until `isReady`, in milliseconds. */
  readonly startMs?: number;
  /** What it throws counts as not ready. */
  readonly isReady?: () => boolean | Promise<boolean>;
}

/** A program that runs. */
export interface Component {
  readonly name: string;
  readonly log: string;
  readonly pid: number | undefined;
  /** Ends it as its owner would (SIGTERM), and by force after a while; done once the process is gone. */
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Stops it in its tracks: it holds its connections and answers nobody. */
  freeze(): void;
  thaw(): void;
}

const START_MS = 60_000;
/** From SIGTERM to SIGKILL. */
const GRACE_MS = 10_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
// The test runner ends a file that takes too long in this way, and without a listener nobody would clean up.
process.once('SIGTERM', () => process.exit(143));

/**
 * Starts a program and waits until it is ready. It never outlives this process.
 *
 * @throws Error with the end of its log where it ends or is not ready in time.
 */
export async function startComponent(options: ComponentOptions): Promise<Component> {
  const { name, command, args, env, folder, startMs = START_MS, isReady = () => true } = options;
  const log = path.join(folder, `${name}.log`);
  const file = openSync(log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', file, file], env: { ...process.env, ...env } });
  closeSync(file);
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => void running.delete(child));
  const component: Component = {
    name,
    log,
    pid: child.pid,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
  try {
    const state = await waitFor(`${name} to be ready`, startMs, async () => {
      if (!running.has(child)) return 'ended';
      return (await isReady()) ? 'ready' : undefined;
    });
    if (state === 'ended') throw new Error(`${name} ended with status ${child.exitCode ?? child.signalCode}`);
  } catch (error) {
    await component.kill();
    throw new Error(`${name} did not start; the end of ${log}:\n${lastLines(log)}`, { cause: error });
  }
  return component;

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    child.kill(signal);
    // A process that is frozen would not see SIGTERM.
    if (signal === 'SIGTERM') child.kill('SIGCONT');
    const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(force);
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
}

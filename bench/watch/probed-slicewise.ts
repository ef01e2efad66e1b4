import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { freePort } from '../../test/control-plane/free-port.ts';
import { waitUntil } from '../../test/control-plane/wait.ts';
import type { LoopBlocks } from './loop-probe.ts';

/** A slicewise whose event loop is watched. */
export interface ProbedSlicewise {
  /** Of the extender. */
  readonly url: string;
  /** From its start to the first answer that it is ready, in milliseconds. */
  readonly readyMs: number;
  /** The longest blocks since the last call of this, or else since it listens; and memory. */
  readBlocks(): Promise<LoopBlocks>;
  stop(): Promise<void>;
}

const blocksSchema = z.object({
  wallMs: z.number(),
  cpuMs: z.number(),
  peakMiB: z.number(),
});

const READY_MS = 180_000;

/** Starts `slicewise serve` with the probe, following the cluster of a kubeconfig, and waits until it is ready. */
export async function startProbedSlicewise(folder: string, kubeconfig: string): Promise<ProbedSlicewise> {
  const listen = `127.0.0.1:${await freePort()}`;
  const file = path.join(folder, 'probed.json');
  const configuration = {
    apiVersion: 'slicewise.dev/v1alpha1',
    kind: 'SlicewiseConfiguration',
    cluster: { kubeconfig },
    extender: { listen },
    logLevel: 'warn',
  };
  await writeFile(file, JSON.stringify(configuration));
  const started = performance.now();
  const args = ['--import', './bench/watch/loop-probe.ts', 'src/main.ts', 'serve', '--config', file];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const url = `http://${listen}`;
  const readBlocks = async (): Promise<LoopBlocks> => {
    const answer = once(child, 'message');
    child.send('read');
    const [blocks]: unknown[] = await answer;
    return blocksSchema.parse(blocks);
  };
  try {
    await waitUntil('slicewise to listen', READY_MS, async () => (await fetch(`${url}/livez`)).ok);
    // Nobody could be answered while modules were loaded; what blocks those who call is counted from here.
    await readBlocks();
    await waitUntil('slicewise to be ready', READY_MS, async () => (await fetch(`${url}/readyz`)).ok);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { url, readyMs: performance.now() - started, readBlocks, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { BUSY_CLUSTER, nodeName } from '../cluster/generate.ts';
import { createClient } from '../latency/client.ts';
import { extenderArgs, KINDS_OF_PODS } from '../latency/requests.ts';
import { startServerProcess } from '../latency/server-process.ts';

/** How long `filter` took, in milliseconds, with so many pages that follow the map. */
export interface VerbDelays {
  readonly viewers: number;
  readonly milliseconds: readonly number[];
}

/** Between two calls, as between two pods of a scheduler that is not hurried. */
const PAUSE_MS = 20;

/** Calls `filter` again and again while pages follow the map of a cluster that changes. */
export async function measureVerbDelays(
  url: string,
  nodes: number,
  viewers: number,
  rounds: number,
): Promise<VerbDelays> {
  const script = new URL('./viewers-process.ts', import.meta.url).pathname;
  const pages = await startServerProcess(script, [url, String(viewers)]);
  const client = createClient(url);
  const names = Array.from({ length: nodes }, (_, index) => nodeName(index, BUSY_CLUSTER.domain));
  const bodies = KINDS_OF_PODS.map((asks) => extenderArgs(names, asks));
  const milliseconds: number[] = [];
  const warmUp = 3 * bodies.length;
  for (let round = 0; round < warmUp + rounds; round++) {
    const answer = await client.post('/filter', bodies[round % bodies.length] ?? '');
    if (round >= warmUp) milliseconds.push(answer.milliseconds);
    await sleep(PAUSE_MS);
  }
  client.close();
  await pages.stop();
  return { viewers, milliseconds };
}

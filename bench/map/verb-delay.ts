import { setTimeout as sleep } from 'node:timers/promises';
import { BUSY_CLUSTER, nodeName } from '../cluster/generate.ts';
import { createClient } from '../latency/client.ts';
import { extenderArgs, KINDS_OF_PODS } from '../latency/requests.ts';
import { startServerProcess } from '../latency/server-process.ts';
import { withProcess } from '../latency/with-process.ts';

/** Between two calls, as between two pods of a scheduler that is not hurried. */
const PAUSE_MS = 20;

/** Calls `filter` again and again while so many pages follow the map of a cluster that changes. Milliseconds of each call. */
export function measureVerbDelays(
  url: string,
  nodes: number,
  viewers: number,
  rounds: number,
): Promise<readonly number[]> {
  const script = new URL('./viewers-process.ts', import.meta.url).pathname;
  return withProcess(startServerProcess(script, [url, String(viewers)]), () => callFilter(url, nodes, rounds));
}

async function callFilter(url: string, nodes: number, rounds: number): Promise<readonly number[]> {
  const client = createClient(url);
  const names = Array.from({ length: nodes }, (_, index) => nodeName(index, BUSY_CLUSTER.domain));
  const bodies = KINDS_OF_PODS.map((asks) => extenderArgs(names, asks));
  const milliseconds: number[] = [];
  const warmUp = 3 * bodies.length;
  try {
    for (let round = 0; round < warmUp + rounds; round++) {
      const answer = await client.post('/filter', bodies[round % bodies.length] ?? '');
      if (round >= warmUp) milliseconds.push(answer.milliseconds);
      await sleep(PAUSE_MS);
    }
  } finally {
    client.close();
  }
  return milliseconds;
}

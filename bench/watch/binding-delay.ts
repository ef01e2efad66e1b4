import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Client, createClient } from '../latency/client.ts';
import { extenderArgs } from '../latency/requests.ts';
import type { Send } from './populate.ts';

/** The board of the nodes that pods are bound to: one idle instance each. */
const PRODUCT = 'NVIDIA-A100-SXM4-40GB';
const RESOURCE = 'nvidia.com/mig-7g.40gb';

/** A node with a single idle instance, which the pod that is bound to it takes. */
export function targetNode(index: number): object {
  const gpus = [
    { index: 0, uuid: `GPU-target-${index}`, product: PRODUCT, instances: [{ profile: '7g.40gb', start: 0 }] },
  ];
  return {
    kind: 'Node',
    metadata: {
      name: targetName(index),
      labels: { 'nvidia.com/gpu.product': PRODUCT, 'nvidia.com/gpu.count': '1' },
      annotations: { 'slicewise.dev/gpus': JSON.stringify({ v: 1, gpus }) },
    },
    status: { allocatable: { [RESOURCE]: '1' } },
  };
}

function targetName(index: number): string {
  return `target-${String(index).padStart(4, '0')}`;
}

/** Longest wait for an answer to change, in milliseconds. */
const MOST_MS = 5_000;

/**
 * Binds pods one after the other, each to a node whose only instance it takes, and measures the time from the API
 * server's answer until `filter` rejects that node. Milliseconds each.
 */
export async function measureBindingDelays(send: Send, url: string, rounds: number): Promise<readonly number[]> {
  const client = createClient(url);
  const delays: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const node = targetName(round);
      const name = `bound-${round}`;
      const resources = { requests: { [RESOURCE]: '1' }, limits: { [RESOURCE]: '1' } };
      const spec = { schedulerName: 'nobody', containers: [{ name: 'c', image: 'x', resources }] };
      await send('POST', '/api/v1/namespaces/default/pods', { metadata: { name }, spec });
      if (!(await passes(client, node))) throw new Error(`${node} is rejected before anything is bound to it`);
      const target = { apiVersion: 'v1', kind: 'Node', name: node };
      await send('POST', `/api/v1/namespaces/default/pods/${name}/binding`, { metadata: { name }, target });
      const bound = performance.now();
      while (await passes(client, node)) {
        if (performance.now() - bound > MOST_MS)
          throw new Error(`${node} still passes ${MOST_MS} ms after a pod was bound`);
        await sleep(1);
      }
      delays.push(performance.now() - bound);
    }
  } finally {
    client.close();
  }
  return delays;
}

const replySchema = z.object({ NodeNames: z.array(z.string()), Error: z.literal('') });

async function passes(client: Client, node: string): Promise<boolean> {
  const { text } = await client.post('/filter', extenderArgs([node], { [RESOURCE]: '1' }));
  return replySchema.parse(JSON.parse(text)).NodeNames.length === 1;
}

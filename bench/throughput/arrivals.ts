import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { ApiConnection } from '../../src/kubernetes/connection.ts';
import { watch } from '../../src/kubernetes/watch.ts';
import type { Send } from '../watch/populate.ts';

const NAMESPACE = 'throughput';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

/** What the pods ask for, in turn: profiles of every kind of node. */
const KINDS = ['1g.5gb', '1g.10gb', '2g.10gb', '1g.6gb'];

/** Longest time for all pods of a round, in milliseconds. */
const MOST_MS = 180_000;

/** Makes the namespace that the pods are in. */
export function prepareNamespace(send: Send): Promise<void> {
  return send('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
}

/** Creates pods that wait for the scheduler of this name. */
export async function createPods(send: Send, count: number, schedulerName: string): Promise<void> {
  const indices = Array.from({ length: count }, (_, index) => index).values();
  const work = async (): Promise<void> => {
    for (const index of indices) {
      const resource = `nvidia.com/mig-${KINDS[index % KINDS.length]}`;
      const resources = { requests: { cpu: '1', memory: '4Gi', [resource]: '1' }, limits: { [resource]: '1' } };
      const spec = {
        schedulerName,
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'c', image: 'x', resources }],
      };
      await send('POST', PODS, { metadata: { name: `${schedulerName}-${index}` }, spec });
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

const boundSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ nodeName: z.string(), schedulerName: z.string() }),
});

/**
 * Waits until all pods of a scheduler are bound, and tells how many were bound per second between the first and the last.
 *
 * @throws Error where that takes too long.
 */
export async function measureRate(connection: ApiConnection, count: number, schedulerName: string): Promise<number> {
  const bound = new Map<string, number>();
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(MOST_MS)]);
  const options = { version: undefined, signal, seconds: 600, silenceMs: MOST_MS };
  try {
    await watch(connection, { kind: 'Pod', path: PODS }, options, (events) => {
      const at = performance.now();
      for (const event of events) {
        const pod = event.kind === 'put' ? boundSchema.safeParse(event.object).data : undefined;
        if (pod?.spec.schedulerName !== schedulerName || bound.has(pod.metadata.name)) continue;
        bound.set(pod.metadata.name, at);
      }
      if (bound.size === count) stopping.abort();
    });
  } catch (error) {
    if (bound.size < count) {
      throw new Error(`${bound.size} of ${count} pods of ${schedulerName} were bound in time`, { cause: error });
    }
  }
  const times = [...bound.values()];
  return (count - 1) / ((Math.max(...times) - Math.min(...times)) / 1000);
}

/** Removes all pods of a round. */
export function removePods(send: Send): Promise<void> {
  return send('DELETE', `${PODS}?gracePeriodSeconds=0`, {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    gracePeriodSeconds: 0,
  });
}

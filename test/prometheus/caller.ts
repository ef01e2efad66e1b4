import { once } from 'node:events';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangingCluster } from './changing-cluster.ts';

/** How often kube-scheduler's place-holder calls, in milliseconds. */
const CALL_MS = 100;

/** Calls every verb of the extender again and again, as kube-scheduler does, until told to stop. Gives the function that does. */
export function startCaller(url: string, ca: string, { waiting, nodes }: ChangingCluster): () => Promise<void> {
  const stopping = new AbortController();
  const calling = call();
  return async () => {
    stopping.abort();
    await calling;
  };

  async function call(): Promise<void> {
    for (let round = 0; !stopping.signal.aborted; round++) {
      const Pod = waiting[round % waiting.length];
      await post('/filter', { Pod, NodeNames: nodes });
      await post('/prioritize', { Pod, NodeNames: nodes });
      await post('/preempt', { Pod, NodeNameToMetaVictims: {} });
      await post('/bind', { PodName: 'nobody', PodNamespace: 'w', PodUID: 'nobody', Node: 'placement' });
      // One call in ten cannot be understood.
      if (round % 10 === 0) await post('/filter', 'nonsense');
      await sleep(CALL_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  async function post(path: string, body: unknown): Promise<void> {
    const sent = request(`${url}${path}`, { method: 'POST', ca, headers: { 'Content-Type': 'application/json' } });
    sent.end(JSON.stringify(body));
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
  }
}

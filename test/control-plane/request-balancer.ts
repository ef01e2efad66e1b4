import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { pipeline } from 'node:stream';
import type { Random } from '../../bench/cluster/random.ts';

/**
 * Stands for a Service before replicas. A Service spreads connections; this spreads single requests, by chance, so that any
 * replica may be asked what another one was asked before.
 */
export interface RequestBalancer {
  readonly url: string;
  /** Takes a replica out, as happens some time after its readiness probe has failed. */
  remove(address: string): void;
  stop(): Promise<void>;
}

/** Starts a balancer over replicas at `HOST:PORT`. */
export async function startRequestBalancer(replicas: readonly string[], random: Random): Promise<RequestBalancer> {
  let inService = replicas;
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ keepAliveTimeout: 100_000 }, (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const asked = request(`http://${random.pick(inService)}${url}`, { method, headers, agent });
    asked.once('response', (response) => {
      // The caller may have gone away meanwhile.
      if (outgoing.destroyed) return void response.destroy();
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      pipeline(response, outgoing, () => undefined);
    });
    // As where nobody listens: the caller loses its connection.
    asked.once('error', () => incoming.socket.destroy());
    incoming.pipe(asked);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the balancer has no port');
  return {
    url: `http://127.0.0.1:${bound.port}`,
    remove(address) {
      inService = inService.filter((each) => each !== address);
    },
    async stop() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

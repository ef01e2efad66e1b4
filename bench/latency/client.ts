import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/** A client that calls a server serially over one connection, as kube-scheduler does. */
export interface Client {
  /** Sends a body; the reply's text and the time to its last byte, in milliseconds. */
  post(path: string, body: string): Promise<{ readonly text: string; readonly milliseconds: number }>;
  put(path: string, body: string): Promise<void>;
  close(): void;
}

/** Makes a client for a server on loopback. */
export function createClient(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method: string, path: string, body: string): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request(new URL(path, url), { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
    return promise;
  };
  return {
    async post(path, body) {
      const started = performance.now();
      const text = await send('POST', path, body);
      return { text, milliseconds: performance.now() - started };
    },
    async put(path, body) {
      await send('PUT', path, body);
    },
    close: () => agent.destroy(),
  };
}

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:https';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Authority } from '../../src/testing/certificates.ts';

/** Stands between a client and the API server, and fails in the ways that networks and API servers do. */
export interface ApiProxy {
  /** What to have in a kubeconfig instead of the API server. */
  readonly server: string;
  /** Cuts every connection. New ones can be made at once. */
  cut(): void;
  /** Cuts every connection, and new ones, too, until they are let through again. */
  block(): void;
  unblock(): void;
  /** Answers as many watches that go on from a resource version with "too old", as a status or as an event. */
  expireWatches(count: number, how: 'status' | 'event'): void;
  /** How many watches were answered with "too old". */
  readonly expired: number;
  stop(): Promise<void>;
}

const TOO_OLD = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'too old resource version: 1 (2)',
  reason: 'Expired',
  code: 410,
};

/** Starts a proxy for an API server, with a certificate that its clients trust. */
export async function startApiProxy(server: string, authority: Authority): Promise<ApiProxy> {
  const certificate = await authority.issue('proxy');
  const agent = new Agent({ ca: authority.cert, keepAlive: true });
  const sockets = new Set<Socket>();
  let isBlocked = false;
  let toExpire = 0;
  let how: 'status' | 'event' = 'status';
  let expired = 0;

  const proxy = createServer({ ...certificate }, (incoming, outgoing) => {
    if (toExpire > 0 && isContinuedWatch(incoming)) {
      toExpire--;
      expired++;
      return expire(outgoing, how);
    }
    const { method = 'GET', url = '/', headers } = incoming;
    const upstream = request(`${server}${url}`, { method, headers: { ...headers, host: new URL(server).host }, agent });
    upstream.once('response', (response) => {
      // The caller may have gone away meanwhile.
      if (outgoing.destroyed) return void response.destroy();
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      // What was cut on one side is cut on the other.
      pipeline(response, outgoing, () => incoming.socket.destroy());
    });
    upstream.once('error', () => incoming.socket.destroy());
    outgoing.once('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  proxy.on('secureConnection', (socket: Socket) => {
    if (isBlocked) return void socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    server: `https://127.0.0.1:${address.port}`,
    cut,
    block() {
      isBlocked = true;
      cut();
    },
    unblock() {
      isBlocked = false;
    },
    expireWatches(count, form) {
      toExpire = count;
      how = form;
    },
    get expired() {
      return expired;
    },
    async stop() {
      cut();
      agent.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

/** A watch that starts where a list or an earlier watch ended: only such a start can be too old. */
function isContinuedWatch({ url = '/' }: IncomingMessage): boolean {
  const query = new URL(url, 'https://localhost').searchParams;
  return query.has('watch') && !query.has('sendInitialEvents') && (query.get('resourceVersion') ?? '0') !== '0';
}

function expire(response: ServerResponse, how: 'status' | 'event'): void {
  const isStatus = how === 'status';
  response.writeHead(isStatus ? 410 : 200, { 'Content-Type': 'application/json' });
  response.end(isStatus ? JSON.stringify(TOO_OLD) : `${JSON.stringify({ type: 'ERROR', object: TOO_OLD })}\n`);
}

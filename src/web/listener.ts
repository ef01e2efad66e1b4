import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Server as NetServer, type Socket } from 'node:net';
import { BadInput } from '../bad-input.ts';
import { formatAddress, isLoopback, isUnspecified, type ListenAddress } from '../config/listen-address.ts';
import { limitBodyTime } from './body-deadline.ts';
import { LIMITS, type Timeouts } from './limits.ts';
import { onlyOwnHost } from './own-host.ts';
import type { ServedTls } from './served-tls.ts';

/** What listens where. */
export interface ListenerOptions {
  readonly address: ListenAddress;
  readonly app: RequestListener;
  /** HTTPS; undefined: HTTP. */
  readonly tls: ServedTls | undefined;
  readonly timeouts: Timeouts;
  /** The flag that says where to listen. */
  readonly flag: string;
}

/** A port that is listened on. */
export interface Listener {
  /** `http://127.0.0.1:8888`; where every address of the machine is listened on, the one by which it knows itself. */
  readonly url: string;
  /** True where only this machine can reach it. */
  readonly isLoopback: boolean;
  /** Finishes the requests under way and closes. */
  close(): Promise<void>;
}

/** Requests that are still under way this long after a stop are cut off. */
const DRAIN_MS = 5_000;
/** How often connections that became idle after a stop are closed. */
const IDLE_CHECK_MS = 20;

/**
 * Starts to listen.
 *
 * @throws BadInput naming the address, where it cannot be listened on.
 */
export async function listen({ address, app, tls, timeouts, flag }: ListenerOptions): Promise<Listener> {
  const options: ServerOptions = {
    keepAliveTimeout: timeouts.keepAlive,
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: timeouts.check,
    maxHeaderSize: LIMITS.headerBytes,
  };
  const server = tls === undefined ? createServer(options) : createTlsServer({ ...options, ...tls.options });
  server.maxHeadersCount = LIMITS.headers;
  server.maxConnections = LIMITS.connections;
  const sockets = socketsOf(server, tls === undefined ? 'connection' : 'secureConnection');
  await bind(server, address, flag);
  limitBodyTime(server, timeouts.body);
  if ('setSecureContext' in server) tls?.follow(server);
  const { ip, port } = boundTo(server);
  server.on('request', isLoopback(ip) ? onlyOwnHost(address.host, app) : app);
  const host = isUnspecified(ip) || address.host === '' ? 'localhost' : address.host;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${formatAddress({ host, port })}`,
    isLoopback: isLoopback(ip),
    close: () => close(server, sockets),
  };
}

/** What the host's name was resolved to, in the system's spelling, and the port that was free where 0 was asked for. */
function boundTo(server: Server): { readonly ip: string; readonly port: number } {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server listens on no address');
  return { ip: bound.address, port: bound.port };
}

async function bind(server: Server, address: ListenAddress, flag: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  const { host, port } = address;
  server.listen(host === '' ? { port } : { host, port }, () => resolve());
  try {
    await promise;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    const hint = reason === 'EADDRINUSE' ? `it is already in use; choose another with ${flag}` : String(reason);
    throw new BadInput(`cannot listen on ${formatAddress(address)}: ${hint}`);
  }
  server.off('error', reject);
}

/** The connections that are open. */
function socketsOf(server: Server, event: 'connection' | 'secureConnection'): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const closeIdle = (): void => {
    // Node takes a connection for idle whose answer has been handed over, and has not been sent yet.
    if ([...sockets].every(({ writableLength }) => writableLength === 0)) server.closeIdleConnections();
  };
  // Not the server's own, which closes connections that it takes for idle.
  NetServer.prototype.close.call(server, () => resolve());
  closeIdle();
  // What is in use now will be idle soon, and would be kept.
  const idle = setInterval(closeIdle, IDLE_CHECK_MS);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await promise;
  clearInterval(idle);
  clearTimeout(late);
  // Nothing is left to close but a timer of its own.
  server.close();
}

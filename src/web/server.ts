import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { PoolOptions } from '../advisor/pools.ts';
import { BadInput } from '../bad-input.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { formatAddress, isLoopback, isUnspecified, type ListenAddress } from '../config/listen-address.ts';
import { createSessions, type DecisionOptions, type Session } from '../extender/session.ts';
import { createMetrics } from '../metrics/registry.ts';
import { createApp } from './app.ts';

/** How to serve. */
export interface ServerOptions {
  readonly address: ListenAddress;
  readonly logger: Logger;
  readonly decisions: DecisionOptions;
  readonly pools: PoolOptions;
  /** The snapshot's file; `-` is standard input. */
  readonly snapshot: string;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
}

/** A server that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:8888`; where every address of the machine is listened on, the one by which it knows itself. */
  readonly url: string;
  /** True where only this machine can reach it. */
  readonly isLoopback: boolean;
  /** Answers from this state from now on. */
  show(cluster: Cluster): void;
  /** Stops taking requests, finishes those under way, and closes. */
  stop(): Promise<void>;
}

/** Longer than the 90 s for which Go keeps idle connections, so that it is never the server that closes one in use. */
const KEEP_ALIVE_MS = 100_000;

/** For reading a request; kube-scheduler itself gives up after 5 s by default. */
const REQUEST_MS = 10_000;

/** Requests that are still under way this long after a stop are cut off. */
const DRAIN_MS = 5_000;

/**
 * Starts to listen. Until the first state is shown the verbs answer "not synced" and `/readyz` fails.
 *
 * @throws BadInput naming the address, where it cannot be listened on.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { address, logger, decisions, pools, snapshot, bodyLimit } = options;
  const sessionFor = createSessions(decisions);
  let session: Session | undefined;
  let shownAt = 0;
  let isDraining = false;
  const metrics = createMetrics({
    cluster: () => session?.cluster,
    ageSeconds: () => (session === undefined ? undefined : (Date.now() - shownAt) / 1000),
    pools,
  });
  const app = createApp({
    session: () => session,
    isDraining: () => isDraining,
    metrics,
    logger,
    page: () => ({ pools, snapshot, readAt: shownAt, policy: decisions.policy.name }),
    bodyLimit,
  });
  const timeouts = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS };
  const server = createServer(timeouts, app);
  server.on('request', (_request, response) => {
    // A connection that was in use when the server was told to stop is idle now, and would be kept.
    response.once('close', () => isDraining && server.closeIdleConnections());
  });
  await listen(server, address);
  const { ip, port } = boundTo(server);
  return {
    url: `http://${formatAddress({ host: isUnspecified(ip) ? 'localhost' : address.host, port })}`,
    isLoopback: isLoopback(ip),
    show(cluster) {
      session = sessionFor(cluster);
      shownAt = Date.now();
    },
    async stop() {
      isDraining = true;
      await close(server);
    },
  };
}

/** What the host's name was resolved to, in the system's spelling, and the port that was free where 0 was asked for. */
function boundTo(server: Server): { readonly ip: string; readonly port: number } {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server listens on no address');
  return { ip: bound.address, port: bound.port };
}

async function listen(server: Server, address: ListenAddress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(address, () => resolve());
  try {
    await promise;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    const hint = reason === 'EADDRINUSE' ? 'it is already in use; choose another with --listen' : String(reason);
    throw new BadInput(`cannot listen on ${formatAddress(address)}: ${hint}`);
  }
  server.off('error', reject);
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await promise;
  clearTimeout(timer);
}

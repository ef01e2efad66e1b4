import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { PoolOptions } from '../advisor/pools.ts';
import { BadInput } from '../bad-input.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { formatAddress, isLoopback, isUnspecified, type ListenAddress } from '../config/listen-address.ts';
import { createSessions, type DecisionOptions, type Session } from '../extender/session.ts';
import { createMetrics } from '../metrics/registry.ts';
import { createApp } from './app.ts';
import { limitBodyTime } from './body-deadline.ts';
import { lastResort } from './last-resort.ts';

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
  readonly timeouts?: Timeouts;
}

/** How long the server waits before it closes a connection, in milliseconds. */
export interface Timeouts {
  /** For the next request. */
  readonly keepAlive: number;
  /** For the headers of a request; the first one's from when the connection was made. */
  readonly headers: number;
  /** For a whole request, counted alike. Node asks that it be no less than for the headers. */
  readonly request: number;
  /** For the rest of a request once its headers are there. */
  readonly body: number;
  /** How often `headers` and `request` are looked at. */
  readonly check: number;
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

/**
 * It must never be the server that closes a connection which Go holds for use, because Go does not send a POST again. Go
 * keeps idle connections for 90 s, also those that it made in reserve and never used: a limit for headers is one for them.
 * A body gets 10 s; kube-scheduler itself gives up after 5 s by default.
 */
export const TIMEOUTS: Timeouts = {
  keepAlive: 100_000,
  headers: 110_000,
  request: 120_000,
  body: 10_000,
  check: 30_000,
};

/** Requests that are still under way this long after a stop are cut off. */
const DRAIN_MS = 5_000;

/**
 * Starts to listen. Until the first state is shown the verbs answer "not synced" and `/readyz` fails.
 *
 * @throws BadInput naming the address, where it cannot be listened on.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { address, logger, decisions, pools, snapshot, bodyLimit, timeouts = TIMEOUTS } = options;
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
  app.use(lastResort(logger));
  const server = createServer(
    {
      keepAliveTimeout: timeouts.keepAlive,
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      connectionsCheckingInterval: timeouts.check,
    },
    app,
  );
  limitBodyTime(server, timeouts.body);
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

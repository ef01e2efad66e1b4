import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { startAdvisor } from '../advisor/advisor.ts';
import { createAdvisorThread } from '../advisor/advisor-thread.ts';
import { createPendingLook } from '../advisor/pending-look.ts';
import type { Recommendation } from '../advisor/recommendation.ts';
import { rememberReport } from '../advisor/remembered-report.ts';
import type { ThreadData } from '../advisor/thread-messages.ts';
import type { Bind } from '../binding/outcome.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { StateSource } from '../cluster/state-source.ts';
import type { AdvisorConfiguration, TlsFiles } from '../config/configuration.ts';
import type { ListenAddress } from '../config/listen-address.ts';
import { createSessions, type DecisionOptions, type Session, type Sessions } from '../extender/session.ts';
import { registerAdvice } from '../metrics/advice.ts';
import { registerPending } from '../metrics/pending.ts';
import { createMetrics } from '../metrics/registry.ts';
import { registerWatches, type WatchedResource } from '../metrics/watch.ts';
import { createApp, EVERYTHING, OPERATIONS, type Parts, VERBS_ONLY } from './app.ts';
import { TIMEOUTS, type Timeouts } from './limits.ts';
import { type Listener, listen } from './listener.ts';
import { createLiveMap, LIVE_TIMING, type LiveTiming } from './live/live-map.ts';
import { openTls } from './served-tls.ts';
import type { RotationTiming } from './tls-rotation.ts';

/** How to serve. */
export interface ServerOptions {
  /** Where the extender is. */
  readonly address: ListenAddress;
  /** TLS of the extender; undefined: plain HTTP. */
  readonly tls: TlsFiles | undefined;
  /** Where probes, metrics and pages are, in plain HTTP; undefined: with the extender. */
  readonly operations: ListenAddress | undefined;
  readonly logger: Logger;
  readonly decisions: DecisionOptions;
  readonly pools: PoolOptions;
  /** Whether Prometheus is told of each GPU. */
  readonly perGpu?: boolean;
  readonly advisor: AdvisorSettings;
  /** Told of recommendations that were not open before. */
  readonly onOpened?: (opened: readonly Recommendation[]) => void;
  readonly source: StateSource;
  /** Makes the function that binds pods, given the sessions of the other verbs; without it `/bind` is not served. */
  readonly binder?: ((sessions: Sessions) => Bind) | undefined;
  /** Watches to tell Prometheus of. */
  readonly watched?: readonly WatchedResource[];
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
  readonly timeouts?: Timeouts;
  readonly tlsTiming?: RotationTiming;
  readonly mapTiming?: LiveTiming;
}

/** When and what to recommend, and how often to look, in milliseconds. */
export interface AdvisorSettings extends AdvisorConfiguration {
  readonly everyMs?: number;
}

/** A server that listens. */
export interface RunningServer {
  readonly extender: Reachable;
  /** The same as the extender where both share a port. */
  readonly operations: Reachable;
  /**
   * Fails `/readyz` from now on and answers calls for that many milliseconds more, so that whoever sends them learns of it;
   * then stops taking requests, finishes those under way, and closes.
   */
  stop(delayMs?: number): Promise<void>;
}

/** Where something is, and for whom: see `Listener`. */
export type Reachable = Pick<Listener, 'url' | 'isLoopback'>;

/**
 * Starts to listen. While the source has no state the verbs answer "not synced" and `/readyz` fails.
 *
 * @throws BadInput naming the address that cannot be listened on, or the file of TLS that cannot be used.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { address, operations, logger, decisions, pools, advisor, source, bodyLimit, timeouts = TIMEOUTS } = options;
  const { tls: files, tlsTiming, binder, watched = [], perGpu = false } = options;
  const sessionFor = createSessions(decisions);
  const bind = binder?.(sessionFor);
  let isDraining = false;
  const session = (): Session | undefined => {
    const cluster = source.cluster();
    return cluster === undefined ? undefined : sessionFor(cluster);
  };
  const report = rememberReport(source.cluster, pools);
  const metrics = createMetrics({
    cluster: source.cluster,
    ageSeconds: source.ageSeconds,
    isDeciding: () => source.obstacle() === undefined,
    pools,
    report,
    perGpu,
  });
  const { registry } = metrics;
  const adviser = startAdvisor({
    source,
    report,
    thread: createAdvisorThread(threadData(options)),
    threshold: advisor,
    logger,
    ...(options.onOpened === undefined ? {} : { onOpened: options.onOpened }),
    ...(advisor.everyMs === undefined ? {} : { everyMs: advisor.everyMs }),
  });
  const pending = createPendingLook({ cluster: source.cluster, causes: adviser.pendingCauses });
  const policy = decisions.policy.name;
  const map = createLiveMap({
    source,
    report,
    pools,
    policy,
    pending,
    advice: adviser.advice,
    logger,
    timing: options.mapTiming ?? LIVE_TIMING,
  });
  registerAdvice(registry, adviser.advice, advisor.threshold);
  registerPending(registry, pending);
  if (watched.length > 0) registerWatches(registry, watched);
  const tls =
    files === undefined
      ? undefined
      : await openTls({ files, logger, registry, ...(tlsTiming === undefined ? {} : { timing: tlsTiming }) });
  const listeners: Listener[] = [];
  try {
    const extender = await open(operations === undefined ? EVERYTHING : VERBS_ONLY, address, '--listen');
    const others = operations === undefined ? extender : await open(OPERATIONS, operations, '--operations-listen');
    return { extender, operations: others, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function open(parts: Parts, where: ListenAddress, flag: string): Promise<Listener> {
    const app = createApp(parts, {
      session,
      source,
      isDraining: () => isDraining,
      metrics,
      report,
      logger,
      page: { pools, policy },
      map,
      bodyLimit,
      bind,
      advisor: adviser,
    });
    const listener = await listen({
      address: where,
      app,
      tls: parts.verbs ? tls : undefined,
      timeouts,
      flag,
    });
    listeners.push(listener);
    return listener;
  }

  async function stop(delayMs = 0): Promise<void> {
    isDraining = true;
    if (delayMs > 0) await sleep(delayMs);
    tls?.stop();
    map.stop();
    await Promise.all([adviser.stop(), ...listeners.map((listener) => listener.close())]);
  }
}

function threadData({ decisions, pools, advisor }: ServerOptions): ThreadData {
  return {
    policy: decisions.policy.name,
    costs: decisions.costs,
    pools,
    maxMoves: advisor.maxMoves,
    capacityShare: advisor.capacityShare,
    limitMs: advisor.timeLimitMs,
  };
}

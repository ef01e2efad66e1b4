import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Result } from '../../solver/model/result.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { createClusterStore, type StoreOptions } from '../cluster/cluster-store.ts';
import type { ConfigMapName } from '../cluster/mig-parted.ts';
import type { Inventory } from '../cluster/snapshot.ts';
import { type Assumptions, NOT_SYNCED, type StateSource } from '../cluster/state-source.ts';
import { ApiError } from './api-error.ts';
import type { ApiConnection } from './connection.ts';
import { listInventory } from './list-inventory.ts';
import { type Reflector, startReflector } from './reflector.ts';
import { resourcesRead } from './resources.ts';
import { createSink } from './sink.ts';
import { createUnusableLog } from './unusable-log.ts';

/** A cluster whose state follows the API server. */
export interface FollowedCluster extends StateSource, Assumptions {
  /** One for each resource that is read. */
  readonly reflectors: readonly Reflector[];
  /** Takes in what a ledger of arrivals has written. Fails with a sentence where it cannot be read. */
  remember(text: string): Result<undefined>;
  stop(): Promise<void>;
}

/** What to follow, and how. */
export interface FollowOptions {
  readonly connection: ApiConnection;
  /** The ConfigMaps with mig-parted configurations. */
  readonly migConfigMaps: readonly ConfigMapName[];
  /** Oldest state that may be decided on, in seconds. */
  readonly maxAgeSeconds: number;
  readonly logger: Logger;
  /** How what is asked for is counted. */
  readonly counting?: StoreOptions;
  /** Called whenever there is a newer state. */
  readonly onChange?: (cluster: Cluster) => void;
}

const TOO_OLD = 'slicewise has lost the API server, and its state is too old to decide on';

/** How long changes are worked in at a stretch; calls are answered in between. Milliseconds. */
const SLICE_MS = 5;
/** Changes that come within this time of each other make one new state. Milliseconds. */
const GATHER_MS = 5;
/** How often it is said again that the verbs refuse, in milliseconds. */
const REMINDER_MS = 60_000;
/** Longest time between two questions to the API server whether it is there, and for its answer. Milliseconds. */
const HEARTBEAT_MS = 5_000;

/**
 * Follows a cluster until it is stopped. The first state is there once every resource has been listed; from then on it
 * changes a few milliseconds after the API server tells of a change, however many there are, and a connection that is lost
 * is made again.
 */
export function followCluster(options: FollowOptions): FollowedCluster {
  const { connection, migConfigMaps, maxAgeSeconds, logger, onChange, counting } = options;
  const now = (): number => performance.now();
  const logUnusable = createUnusableLog(logger);
  // What is wrong at the start is told with all else that is.
  const store = createClusterStore(counting, (before, after) => current !== undefined && logUnusable(before, after));
  const stopping = new AbortController();
  let current: Cluster | undefined;
  /** Takes back that `work` is about to be done; undefined where it is not. */
  let unplan: (() => void) | undefined;
  let settledAt = Number.NEGATIVE_INFINITY;

  const publish = (): void => {
    const isFirst = current === undefined;
    if (isFirst && !reflectors.every(({ isSynced }) => isSynced)) return;
    if (current === store.cluster) return;
    current = store.cluster;
    if (isFirst) logger.info({ nodes: current.nodes.length, pods: current.pods.size }, 'synced with the cluster');
    onChange?.(current);
  };

  const work = (): void => {
    unplan = undefined;
    const until = now() + SLICE_MS;
    const isDone = store.settle(() => now() > until);
    settledAt = now();
    if (isDone || current !== undefined) publish();
    if (!isDone) plan(0);
  };

  /** Does `work` after that many milliseconds, or as soon as calls that are there already have been answered. */
  const plan = (milliseconds: number): void => {
    if (milliseconds > 0) {
      const timer = setTimeout(work, milliseconds);
      unplan = () => clearTimeout(timer);
    } else {
      // A timer would wake the process up once more.
      const immediate = setImmediate(work);
      unplan = () => clearImmediate(immediate);
    }
  };

  const wake = (): void => {
    if (unplan === undefined && !stopping.signal.aborted) plan(settledAt + GATHER_MS - now());
  };

  const reflectors = resourcesRead(migConfigMaps).map((resource) =>
    startReflector({ connection, resource, sink: createSink(resource, store, wake), logger, now }),
  );

  /** When the API server last answered while a watch was open: by then the watch had told everything. */
  const confirmed = new Map<Reflector, number>();
  let told: { readonly obstacle: string | undefined; readonly at: number } = { obstacle: NOT_SYNCED, at: now() };
  /** Says when the verbs begin and cease to refuse, and each minute that they still do. */
  const tell = (): void => {
    const reason = obstacle();
    if (reason === told.obstacle && (reason === undefined || now() - told.at < REMINDER_MS)) return;
    const age = ageSeconds();
    const fields = { ...(age === undefined ? {} : { ageSeconds: Math.round(age) }), troubles: troubles() };
    if (reason !== undefined) logger.error(fields, `the verbs refuse: ${reason}`);
    else if (told.obstacle === TOO_OLD) logger.info(fields, 'the verbs decide again');
    told = { obstacle: reason, at: now() };
  };

  const pauseMs = Math.min(HEARTBEAT_MS, (maxAgeSeconds * 1000) / 4);
  const beat = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const asked = now();
      if (await isAnswering(connection, pauseMs, stopping.signal)) {
        for (const reflector of reflectors) if (reflector.isStreaming) confirmed.set(reflector, asked);
      }
      tell();
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  const confirmedAt = (reflector: Reflector): number =>
    Math.max(reflector.heardAt ?? Number.NEGATIVE_INFINITY, confirmed.get(reflector) ?? Number.NEGATIVE_INFINITY);

  const ageSeconds = (): number | undefined => {
    if (current === undefined) return undefined;
    let oldest = Number.POSITIVE_INFINITY;
    for (const reflector of reflectors) if (!reflector.isExcused) oldest = Math.min(oldest, confirmedAt(reflector));
    return (now() - oldest) / 1000;
  };

  const obstacle = (): string | undefined => {
    const age = ageSeconds();
    if (age === undefined) return NOT_SYNCED;
    return age > maxAgeSeconds ? TOO_OLD : undefined;
  };

  const troubles = (): readonly string[] => [...new Set(reflectors.flatMap(({ trouble }) => trouble ?? []))];

  const beating = beat();

  let listing: Promise<Inventory> | undefined;
  /** However many ask at once, the API server is asked once. */
  const inventory = (): Promise<Inventory> => {
    const excused = reflectors.filter(({ isExcused }) => isExcused).map(({ resource }) => resource);
    const resources = resourcesRead(migConfigMaps).filter(
      ({ path, fieldSelector }) => !excused.some((each) => each.path === path && each.fieldSelector === fieldSelector),
    );
    listing ??= listInventory(connection, resources).finally(() => {
      listing = undefined;
    });
    return listing;
  };

  return {
    origin: { kind: 'live', server: connection.server },
    inventory,
    reflectors,
    cluster: () => current,
    ageSeconds,
    obstacle,
    troubles,
    assume(pod) {
      store.assume(pod);
      publish();
    },
    forget(uid) {
      store.forget(uid);
      publish();
    },
    remember(text) {
      const taken = store.remember(text);
      wake();
      return taken;
    },
    async stop() {
      stopping.abort();
      unplan?.();
      await Promise.all([beating, ...reflectors.map((reflector) => reflector.stop())]);
      connection.close();
    },
  };
}

/** True where the API server answers, be it with a refusal. */
async function isAnswering(connection: ApiConnection, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await connection.get(
      '/version',
      {},
      { signal: AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]) },
    );
    answer.resume();
    return true;
  } catch (error) {
    return error instanceof ApiError && error.status !== undefined && error.status < 500;
  }
}

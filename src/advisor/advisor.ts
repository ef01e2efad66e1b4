import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { StateSource } from '../cluster/state-source.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import { inSlices } from '../sliced.ts';
import type { AdvisorThread } from './advisor-thread.ts';
import type { Explanation } from './explain.ts';
import { isSearchDue, pauseAfterLook, type Search } from './pace.ts';
import { nobodyPending, type PendingCauses } from './pending-causes.ts';
import type { Recommended } from './recommend.ts';
import type { Recommendation, Trigger } from './recommendation.ts';
import type { Reporter } from './remembered-report.ts';
import { OutOfMemory } from './running-thread.ts';
import { withdrawalSteps } from './still-valid.ts';
import type { QuestionAbout } from './thread-messages.ts';
import { CALM, observe, type ThresholdOptions, type ThresholdState } from './threshold.ts';
import type { WantedLayouts } from './wanted-layouts.ts';

/** What is recommended at the moment. */
export interface Advice {
  /** The state that was searched last; undefined before the first search. */
  readonly state: Cluster | undefined;
  readonly recommendations: readonly Recommendation[];
  /** What was not looked at and why, in words. */
  readonly undecided: readonly string[];
  /** How each pool stands to the threshold. */
  readonly pools: readonly PoolStanding[];
}

/** A pool and its fragmentation. */
export interface PoolStanding {
  readonly pool: string;
  readonly index: number;
  readonly state: ThresholdState['kind'];
}

/** Watches over fragmentation and pods that wait. */
export interface Advisor {
  readonly advice: () => Advice;
  /** Explains a pod of a state, off this thread. */
  explain(cluster: Cluster, pod: Pod): Promise<Explanation>;
  /** Finds out why the pods of a state wait, off this thread. */
  pendingCauses(cluster: Cluster): Promise<PendingCauses>;
  /**
   * Seeks the layouts that a state's demand wants, off this thread.
   *
   * @param load See `PoolLayouts.load`; undefined where it is not stated.
   */
  layouts(cluster: Cluster, load: number | undefined): Promise<WantedLayouts>;
  stop(): Promise<void>;
}

/** What an advisor needs. */
export interface AdvisorOptions {
  readonly source: StateSource;
  readonly report: Reporter;
  readonly thread: AdvisorThread;
  readonly threshold: ThresholdOptions;
  readonly logger: Logger;
  /** Told of recommendations that were not open before. */
  readonly onOpened?: (opened: readonly Recommendation[]) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** How often it looks, in milliseconds. */
  readonly everyMs?: number;
}

const EVERY_MS = 5_000;
/** A pod that has just been created is about to be scheduled. Milliseconds. */
const PATIENCE_MS = 30_000;
/**
 * Looks at the state again and again: when a pool has crossed the threshold, or pods have waited for a while, it has
 * recommendations sought, for each state at most once, and not all the time where states follow each other. What the state
 * has made wrong is withdrawn at once. A snapshot stands still, so nothing has to hold or to wait there.
 */
export function startAdvisor(options: AdvisorOptions): Advisor {
  const { source, report, thread, logger, onOpened = () => undefined, now = Date.now, everyMs = EVERY_MS } = options;
  const isLive = source.origin.kind === 'live';
  const threshold = isLive ? options.threshold : { ...options.threshold, holdMs: 0, coolDownMs: 0 };
  const stopping = new AbortController();
  let states: ReadonlyMap<string, ThresholdState> = new Map();
  let advice: Advice = { state: undefined, recommendations: [], undecided: [], pools: [] };
  /** The state that all recommendations are known to suit. */
  let checked: Cluster | undefined;
  let latest: Search | undefined;
  /** What all searches have taken so far, in milliseconds. */
  let soughtMs = 0;

  const replace = (next: Omit<Advice, 'pools'>, reasonOf: (gone: Recommendation) => string): void => {
    const before = new Set(advice.recommendations.map(({ id }) => id));
    const after = new Set(next.recommendations.map(({ id }) => id));
    for (const gone of advice.recommendations.filter(({ id }) => !after.has(id))) {
      logger.info(
        { id: gone.id, rung: gone.rung, pool: gone.pool, reason: reasonOf(gone) },
        'recommendation withdrawn',
      );
    }
    const opened = next.recommendations.filter(({ id }) => !before.has(id));
    for (const recommendation of opened) logger.info(inShort(recommendation), 'recommendation');
    advice = { ...advice, ...next };
    if (opened.length > 0) onOpened(opened);
  };

  /** Withdraws what a state has made wrong. */
  const withdrawWrong = async (cluster: Cluster): Promise<void> => {
    const reasons = new Map<string, string>();
    for (const one of advice.recommendations) {
      const reason = await inSlices(withdrawalSteps(cluster, one));
      if (reason !== undefined) reasons.set(one.id, reason);
    }
    checked = cluster;
    const valid = advice.recommendations.filter(({ id }) => !reasons.has(id));
    if (reasons.size === 0) return;
    replace({ ...advice, recommendations: valid }, ({ id }) => reasons.get(id) ?? '');
    if (latest !== undefined) latest = { ...latest, reasons: new Set() };
  };

  /** What is found; that nothing was looked at where the thread has too little memory. */
  const seek = async (cluster: Cluster, question: QuestionAbout<'recommendations'>): Promise<Recommended> => {
    const begun = performance.now();
    try {
      return await thread.ask(cluster, question, stopping.signal);
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      return {
        recommendations: [],
        undecided: [`everything: ${error.message}; slicewise recommend has no such bound`],
      };
    } finally {
      soughtMs += performance.now() - begun;
    }
  };

  const look = async (): Promise<void> => {
    const cluster = source.cluster();
    const pools = (await report())?.pools;
    if (cluster === undefined || pools === undefined || source.obstacle() !== undefined) return;
    const at = now();
    states = new Map(
      pools.map(({ name, fragmentation }) => [
        name,
        observe(states.get(name) ?? CALM, fragmentation.index, at, threshold),
      ]),
    );
    const standings = pools.map(({ name, fragmentation: { index } }) => ({
      pool: name,
      index,
      state: (states.get(name) ?? CALM).kind,
    }));
    advice = { ...advice, pools: standings };
    if (checked !== cluster) await withdrawWrong(cluster);

    const triggers = new Map(
      standings
        .filter(({ state }) => state === 'crossed')
        .map(({ pool, index }): [string, Trigger] => [
          pool,
          { kind: 'fragmentation', index, threshold: threshold.threshold },
        ]),
    );
    const waitingSince = isLive ? at - PATIENCE_MS : Number.POSITIVE_INFINITY;
    const waiting = await inSlices(waitingSteps(cluster));
    const due = waiting.filter(({ isGated, createdAt }) => !isGated && createdAt <= waitingSince);
    if (triggers.size === 0 && due.length === 0) {
      replace({ state: cluster, recommendations: [], undecided: [] }, () => 'there is no reason for it any more');
      return;
    }
    const reasons = new Set([
      ...[...triggers.keys()].map((pool) => `pool ${pool}`),
      ...due.map(({ uid }) => `pod ${uid}`),
    ]);
    const hasFindings = advice.recommendations.length > 0;
    if (latest !== undefined && !isSearchDue(latest, { state: cluster, reasons, at, hasFindings })) return;
    const question = { about: 'recommendations', at: momentOf(source, at), triggers, waitingSince } as const;
    const { recommendations, undecided } = await seek(cluster, question);
    const endedAt = now();
    latest = { state: cluster, reasons, endedAt, tookMs: endedAt - at };
    const isNews = undecided.length > 0 && undecided.join() !== advice.undecided.join();
    replace({ state: cluster, recommendations, undecided }, () => 'there is a better one, or no need');
    if (isNews) logger.warn({ undecided }, 'not all was looked at');
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const begun = performance.now();
      const soughtBefore = soughtMs;
      try {
        await look();
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger.error({ err: error }, 'the advisor failed, and tries again');
      }
      // Searches, which are on another thread, rest by themselves.
      const lookedMs = performance.now() - begun - (soughtMs - soughtBefore);
      await sleep(pauseAfterLook(lookedMs, everyMs), undefined, { signal: stopping.signal, ref: false }).catch(
        () => undefined,
      );
    }
  };
  const ended = run();

  return {
    advice: () => advice,
    explain: (cluster, pod) => thread.ask(cluster, { about: 'pod', pod }),
    layouts: (cluster, load) => thread.ask(cluster, { about: 'layouts', load }, stopping.signal),
    async pendingCauses(cluster) {
      const waiting = await inSlices(waitingSteps(cluster));
      // Where nobody waits the thread need not be told the state for it.
      return waiting.length === 0 ? nobodyPending : thread.ask(cluster, { about: 'pending' }, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await ended;
      await thread.stop();
    },
  };
}

/** When the state was last known to be the cluster's, RFC 3339; null for a snapshot. */
function momentOf(source: StateSource, now: number): string | null {
  const age = source.ageSeconds();
  return source.origin.kind === 'snapshot' || age === undefined ? null : new Date(now - age * 1000).toISOString();
}

/** What the log says of a recommendation: never one line per GPU. */
function inShort({ id, rung, pool, trigger, changes, moves, gain, disruption }: Recommendation): object {
  return {
    id,
    rung,
    pool,
    trigger: trigger.kind,
    gpus: changes.length,
    nodes: new Set(changes.map(({ node }) => node)).size,
    moves: moves.length,
    placeable: gain.placeable.length,
    slicesOffline: disruption.slicesOffline,
  };
}

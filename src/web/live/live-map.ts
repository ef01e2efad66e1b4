import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { Advice } from '../../advisor/advisor.ts';
import type { PendingLook } from '../../advisor/pending-look.ts';
import type { Reporter } from '../../advisor/remembered-report.ts';
import type { PoolOptions } from '../../cluster/pool-name.ts';
import type { StateSource } from '../../cluster/state-source.ts';
import { inSlices } from '../../sliced.ts';
import { WIRE_VERSION, type WireHealth, type WireOrigin } from '../client/wire.ts';
import { type Broadcast, createBroadcast } from './broadcast.ts';
import { createLadders } from './ladders.ts';
import { createMapBody, type MapBody, type MapParts } from './map-body.ts';
import { createNodeTexts } from './node-text.ts';
import { createPicture } from './picture.ts';
import { createQueue } from './queue.ts';
import { createToldAdvice } from './told-advice.ts';
import { createTrend } from './trend.ts';
import { createWaitingCauses } from './waiting-causes.ts';

/** How often what is done, in milliseconds. */
export interface LiveTiming {
  /** It is looked for changes, while there are pages. */
  readonly look: number;
  /** Headroom is reported, at most, while there are pages. */
  readonly report: number;
  /** Pages are given a sign of life. */
  readonly beat: number;
  /** The trend is sampled, always. */
  readonly sample: number;
}

/** Two hundred pages cost no more than one; a sample costs what a scrape of the metrics does. */
export const LIVE_TIMING: LiveTiming = { look: 1_000, report: 10_000, beat: 5_000, sample: 30_000 };

/** A cluster with so few nodes is reported on in a fifth of a second, even for the first time. */
const SMALL_NODES = 200;

/** What the map is made from. */
export interface LiveMapOptions {
  readonly source: StateSource;
  readonly report: Reporter;
  readonly pools: PoolOptions;
  readonly policy: string;
  readonly pending: PendingLook;
  readonly advice: () => Advice;
  readonly timing: LiveTiming;
  readonly logger: Logger;
}

/**
 * The slice map as pages follow it. While nobody looks only the trend is kept, and the text of nodes as of the start; all
 * pages are told the same text, which is made once, in slices.
 */
export interface LiveMap {
  readonly broadcast: Broadcast;
  /** The whole picture, at most one look old: a page asks for what came after it. */
  body(): Promise<MapBody>;
  /** Ends all streams. */
  stop(): void;
}

/** Begins to keep the trend, and to tell changes once there are pages. */
export function createLiveMap(options: LiveMapOptions): LiveMap {
  const { source, report, pools, policy, pending, timing, logger } = options;
  const health = (): WireHealth => ({ age: source.ageSeconds() ?? null, obstacle: source.obstacle() ?? null });
  const broadcast = createBroadcast(randomUUID(), WIRE_VERSION, health);
  const { viewers, epoch } = broadcast;
  const picture = createPicture(createNodeTexts(pools));
  const causes = createWaitingCauses(pending, () => performance.now());
  const queue = createQueue(causes);
  const ladders = createLadders(report);
  const advice = createToldAdvice(options.advice);
  const trend = createTrend();
  let refreshing: Promise<void> | undefined;
  let reporting: Promise<void> | undefined;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let isFinding = false;
  let made: { readonly at: number; readonly body: Promise<MapBody> } | undefined;

  const isSmall = (): boolean => (source.cluster()?.nodes.length ?? 0) <= SMALL_NODES;

  const makeBody = async (): Promise<MapBody> => {
    await refresh();
    reportInTime();
    // Where it takes no longer than the page takes to load, the first picture has it.
    if (ladders.told === null && isSmall()) await reporting?.catch(() => undefined);
    const body = createMapBody({ revision: broadcast.revision, nodes: picture.nodeTexts(), head: head() });
    if (isSmall()) run(findCauses)();
    return body;
  };

  const head = (): MapParts['head'] => ({
    v: WIRE_VERSION,
    epoch,
    origin: originOf(source),
    policy,
    health: health(),
    samples: trend.samples(),
    pools: ladders.told,
    advice: advice.told,
    waiting: queue.told,
    problems: picture.problems,
  });

  const takeIn = async (): Promise<void> => {
    const cluster = source.cluster();
    if (cluster === undefined) return;
    broadcast.tell(await inSlices(picture.takeIn(cluster)));
    const waiting = await queue.takeIn(cluster);
    if (waiting !== undefined) broadcast.tell({ waiting });
    const recommended = advice.takeIn();
    if (recommended !== undefined) broadcast.tell({ advice: recommended });
  };

  const refresh = (): Promise<void> => {
    refreshing ??= takeIn().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  const tellLadders = async (): Promise<void> => {
    const told = await ladders.takeIn();
    if (told !== undefined) broadcast.tell({ pools: told });
  };

  /** Nobody waits for it: the first report on a large cluster takes seconds, in which nodes change. */
  const reportInTime = (): void => {
    if (reporting !== undefined || performance.now() - reportedAt < timing.report) return;
    reportedAt = performance.now();
    reporting = tellLadders().finally(() => {
      reporting = undefined;
    });
    run(() => reporting ?? Promise.resolve())();
  };

  const look = async (): Promise<void> => {
    await refresh();
    reportInTime();
    run(findCauses)();
  };

  /** Nobody waits for it either: the thread that is asked may be seeking recommendations. */
  const findCauses = async (): Promise<void> => {
    if (isFinding) return;
    isFinding = true;
    try {
      await causes.look(queue.shown);
    } finally {
      isFinding = false;
    }
    await refresh();
  };

  const lookIfSeen = (): Promise<void> => {
    if (viewers.count > 0) return look();
    made = undefined;
    return Promise.resolve();
  };

  const sample = async (): Promise<void> => {
    const next = await ladders.sample(Date.now());
    if (next === undefined) return;
    trend.add(next);
    broadcast.tell({ sample: JSON.stringify(next) });
  };

  /** What goes wrong for the page must not end the process that places pods. */
  const run = (task: () => Promise<void>) => (): void => {
    void task().catch((error: unknown) => logger.error({ err: error }, 'the slice map is not up to date'));
  };

  const timers = [
    setInterval(run(lookIfSeen), timing.look),
    setInterval(() => broadcast.beat(), timing.beat),
    // A snapshot has no trend.
    ...(source.origin.kind === 'live' ? [setInterval(run(sample), timing.sample)] : []),
  ];
  for (const timer of timers) timer.unref();

  return {
    broadcast,
    body() {
      broadcast.expectPage();
      if (made === undefined || performance.now() - made.at >= timing.look) {
        made = { at: performance.now(), body: makeBody() };
      }
      return made.body;
    },
    stop() {
      for (const timer of timers) clearInterval(timer);
      viewers.close();
    },
  };
}

function originOf({ origin }: StateSource): WireOrigin {
  return { kind: origin.kind, name: origin.kind === 'live' ? origin.server : origin.file };
}

import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { ApiAnswer } from '../binding/binding-api.ts';
import { counted } from '../counted.ts';
import type { Recommendation, Rung } from './recommendation.ts';

/** An Event about a node. */
export interface NodeEvent {
  readonly node: string;
  /** `MigReshapeRecommended`. */
  readonly reason: string;
  /** A sentence or two, under 1 kB. */
  readonly note: string;
}

/** What writing Events needs of the API server. Nothing here rejects. */
export interface EventApi {
  /** Writes a new Event; its name comes back. */
  create(event: NodeEvent, at: number): Promise<ApiAnswer<string>>;
  /** Says of an Event that it was observed again: how often in all, and when last. */
  repeat(name: string, count: number, at: number): Promise<ApiAnswer<undefined>>;
}

/** What writing Events of recommendations needs. */
export interface EventsOptions {
  readonly api: EventApi;
  /** Of several replicas only one writes. */
  readonly isLeader: () => boolean;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Events of one recommendation; it says of how many more nodes it is. */
const MOST_NODES = 20;
/** Events that are remembered, to be counted instead of written again. */
const REMEMBERED = 2_000;
/** The API server forgets Events after an hour, so one that is older is written anew. Milliseconds. */
const FORGOTTEN_MS = 50 * 60_000;
const LONGEST_NOTE = 1_000;

const REASONS: Readonly<Record<Rung, string>> = {
  reshape: 'MigReshapeRecommended',
  moves: 'MigMovesRecommended',
  repartition: 'MigRepartitionRecommended',
};

/**
 * Makes a function that writes an Event on each node that recommendations are about. The same Event again becomes a series,
 * as client-go makes one: one object with a count and the time of the last. Resolves once all have been tried.
 */
export function createRecommendationEvents({
  api,
  isLeader,
  now,
  logger,
}: EventsOptions): (opened: readonly Recommendation[]) => Promise<void> {
  const known = new LRUCache<string, { readonly name: string; readonly count: number; readonly at: number }>({
    max: REMEMBERED,
  });

  const write = async (event: NodeEvent): Promise<void> => {
    const key = JSON.stringify(event);
    const before = known.get(key);
    const at = now();
    if (before !== undefined && at - before.at < FORGOTTEN_MS) {
      const count = before.count + 1;
      const repeated = await api.repeat(before.name, count, at);
      if (repeated.kind === 'done') known.set(key, { ...before, count });
      if (repeated.kind !== 'not-found') return say(repeated);
    }
    const created = await api.create(event, at);
    if (created.kind === 'done') known.set(key, { name: created.value, count: 1, at });
    else say(created);
  };

  const say = (answer: ApiAnswer<unknown>): void => {
    if (answer.kind === 'done') return;
    logger.warn(`an Event could not be written: ${'message' in answer ? answer.message : answer.kind}`);
  };

  return async (opened) => {
    for (const event of opened.flatMap(eventsOf)) if (isLeader()) await write(event);
  };
}

/** An Event for each node that is changed, or that a pod leaves, as far as they are few. */
export function eventsOf(recommendation: Recommendation): readonly NodeEvent[] {
  const { id, rung, changes, moves, gain, pool } = recommendation;
  const nodes = [...new Set([...changes.map(({ node }) => node), ...moves.map(({ from }) => from)])];
  const more = nodes.length > MOST_NODES ? `; ${nodes.length} nodes of ${pool} in all` : '';
  return nodes.slice(0, MOST_NODES).map((node) => {
    const here = changes
      .filter((change) => change.node === node)
      .map((change) => `GPU ${change.gpu}: delete ${listOf(change.delete)}, create ${listOf(change.create)}`);
    const leaving = moves.filter(({ from }) => from === node).map(({ pod, to }) => `restart ${pod} on ${to}`);
    const gained = gain.placeable.length > 0 ? `; lets ${counted(gain.placeable.length, 'pod')} run` : '';
    const note = `${[...here, ...leaving].join('; ')}${gained}${more} (recommendation ${id})`;
    return {
      node,
      reason: REASONS[rung],
      note: note.length > LONGEST_NOTE ? `${note.slice(0, LONGEST_NOTE - 1)}…` : note,
    };
  });
}

function listOf(instances: readonly string[]): string {
  return instances.join(' ') || 'nothing';
}

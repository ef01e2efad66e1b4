import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { ApiConnection, Query } from './connection.ts';
import { readLines } from './lines.ts';
import { withoutManagedFields } from './managed-fields.ts';
import { versionOf } from './object-names.ts';
import type { Resource } from './resources.ts';

/** What a watch tells of an object, which is as the API server writes it. */
export type WatchEvent =
  | { readonly kind: 'put'; readonly object: unknown; readonly version: string | undefined }
  | { readonly kind: 'gone'; readonly object: unknown; readonly version: string | undefined }
  /** Nothing happened up to this version. */
  | { readonly kind: 'bookmark'; readonly version: string | undefined }
  /** All objects that were there when a watch that began with a list was opened have been told. */
  | { readonly kind: 'listed'; readonly version: string | undefined };

/** How to watch. */
export interface WatchOptions {
  /** The version to go on from; without it the stream begins with all objects there are. */
  readonly version: string | undefined;
  readonly signal: AbortSignal;
  /** After how many seconds the server is to end the watch, so that it is opened anew somewhere else, perhaps. */
  readonly seconds: number;
  /** Longest silence before the watch is ended here, because its connection may be dead. Milliseconds. */
  readonly silenceMs: number;
}

/**
 * Opens a watch and calls back with its events in batches, as they come; an empty batch tells that the stream is alive.
 * Returns how it ended: the server ended it, or it was silent for too long, as not every quiet watch gets bookmarks.
 *
 * @throws ApiError when the stream breaks, falls silent before everything has been listed, or tells of an error: with
 * status 410 where the version is no longer kept.
 */
export async function watch(
  connection: ApiConnection,
  resource: Resource,
  { version, signal, seconds, silenceMs }: WatchOptions,
  onEvents: (events: readonly WatchEvent[]) => void,
): Promise<'ended' | 'silent'> {
  const silence = new AbortController();
  let batches = 0;
  let isListed = version !== undefined;
  // A process that was not running for a while finds its timer due before it has read what came meanwhile.
  const timer = setTimeout(() => {
    const before = batches;
    setImmediate(() => batches === before && silence.abort());
  }, silenceMs);
  try {
    const body = await connection.get(resource.path, queryOf(resource, version, seconds), {
      signal: AbortSignal.any([signal, silence.signal]),
    });
    onEvents([]);
    await readLines(body, (lines) => {
      batches++;
      timer.refresh();
      const events = lines.map(readEvent);
      isListed ||= events.some(({ kind }) => kind === 'listed');
      onEvents(events);
    });
    return 'ended';
  } catch (error) {
    if (signal.aborted || error instanceof ApiError) throw error;
    if (silence.signal.aborted && isListed) return 'silent';
    const reason = silence.signal.aborted ? `nothing came for ${silenceMs / 1000} s` : String(error);
    throw new ApiError(`the watch of ${resource.path} broke off: ${reason}`, undefined, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function queryOf({ fieldSelector }: Resource, version: string | undefined, seconds: number): Query {
  return {
    watch: '1',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(seconds),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(version === undefined
      ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
      : { resourceVersion: version }),
  };
}

/** Events that are not about an object. */
const otherSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('BOOKMARK'),
    object: z.object({
      metadata: z.object({ resourceVersion: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
    }),
  }),
  z.object({
    type: z.literal('ERROR'),
    object: z.object({ code: z.number().optional(), message: z.string().optional() }),
  }),
]);

/** The annotation on the bookmark that ends the first events of a streamed list (KEP-3157). */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

function readEvent(line: string): WatchEvent {
  const value = parse(line);
  return readChange(value) ?? readOther(value, line);
}

/** An event about an object, read without a schema: nearly all are, and there are many. */
function readChange(value: unknown): WatchEvent | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('object' in value)) return undefined;
  const { type, object } = value;
  if (type === 'ADDED' || type === 'MODIFIED') return { kind: 'put', object, version: versionOf(object) };
  if (type === 'DELETED') return { kind: 'gone', object, version: versionOf(object) };
  return undefined;
}

function readOther(value: unknown, line: string): WatchEvent {
  const parsed = otherSchema.safeParse(value);
  if (!parsed.success) throw new ApiError(`the API server sent an event that makes no sense: ${line.slice(0, 100)}`);
  const event = parsed.data;
  if (event.type === 'ERROR') {
    throw new ApiError(event.object.message ?? 'the API server ended the watch with an error', event.object.code);
  }
  const { resourceVersion, annotations } = event.object.metadata;
  return { kind: annotations?.[INITIAL_EVENTS_END] === 'true' ? 'listed' : 'bookmark', version: resourceVersion };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(withoutManagedFields(line));
  } catch {
    return undefined;
  }
}

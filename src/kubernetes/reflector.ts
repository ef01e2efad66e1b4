import type { Logger } from 'pino';
import { forbiddenHint, unknownCallerHint } from './access-hint.ts';
import { ApiError, isExpired } from './api-error.ts';
import { createBackoff } from './backoff.ts';
import type { ApiConnection } from './connection.ts';
import { listPages } from './list-pages.ts';
import type { Resource } from './resources.ts';
import type { Sink } from './sink.ts';
import { type WatchEvent, watch } from './watch.ts';

/**
 * Why a watch was opened anew before its time: its version is no longer kept, it broke off, or nothing came over it for so
 * long that it may be dead, though it may also be that nothing happened.
 */
export type RestartCause = 'expired' | 'broken' | 'silent';

/** How one resource is followed. */
export interface Reflector {
  readonly resource: Resource;
  /** True once all objects have been listed for the first time. */
  readonly isSynced: boolean;
  /** True while a watch is open that has told everything there was when it was opened. */
  readonly isStreaming: boolean;
  /** When something last came over the watch, by the clock; undefined until then. */
  readonly heardAt: number | undefined;
  readonly restarts: Readonly<Record<RestartCause, number>>;
  /** True where the resource may not be read and can be done without: it counts as if there were nothing to read. */
  readonly isExcused: boolean;
  /** Why the last attempt failed, until one succeeds. */
  readonly trouble: string | undefined;
  /** Resolves once nothing more goes to the sink. */
  stop(): Promise<void>;
}

/** What a reflector needs. */
export interface ReflectorOptions {
  readonly connection: ApiConnection;
  readonly resource: Resource;
  readonly sink: Sink;
  readonly logger: Logger;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  readonly silenceMs?: number;
}

/**
 * A quiet watch gets a bookmark about once a minute, but none at all while the API server has seen no change of the
 * resource since it was started.
 */
const SILENCE_MS = 180_000;

/** Shortest and longest time after which a watch is ended by the server, in seconds. */
const WATCH_SECONDS = [300, 600] as const;

/** A watch that ends sooner than this is opened anew after a wait. */
const SHORT_MS = 1_000;

/**
 * Follows one resource until it is stopped, whatever happens to the server: a streamed list and watch in one; a list in
 * pages where the server cannot stream lists; a new list where the server no longer keeps the version to go on from.
 */
export function startReflector(options: ReflectorOptions): Reflector {
  const { connection, resource, sink, logger, now, silenceMs = SILENCE_MS } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const backoff = createBackoff();
  const restarts: Record<RestartCause, number> = { expired: 0, broken: 0, silent: 0 };
  const pulse: { isSynced: boolean; isExcused: boolean; isStreaming: boolean; heardAt: number | undefined } = {
    isSynced: false,
    isExcused: false,
    isStreaming: false,
    heardAt: undefined,
  };
  let canStreamLists = true;
  /** From which the next watch goes on; undefined where everything has to be listed. */
  let version: string | undefined;
  let trouble: string | undefined;

  const listed = (): void => {
    sink.end();
    pulse.isSynced = true;
  };

  const take = (event: WatchEvent): void => {
    if (event.kind === 'put') sink.put(event.object);
    if (event.kind === 'gone') sink.gone(event.object);
    if (event.kind === 'listed') listed();
    // Until a list is complete there is nothing to go on from.
    if (version !== undefined || event.kind === 'listed') version = event.version ?? version;
  };

  const healthy = (): void => {
    pulse.heardAt = now();
    pulse.isExcused = false;
    pulse.isStreaming = version !== undefined;
    backoff.reset();
    if (trouble !== undefined) logger.info({ path: resource.path }, 'following again');
    trouble = undefined;
  };

  const followOnce = async (): Promise<'ended' | 'silent'> => {
    if (version === undefined) sink.begin();
    if (version === undefined && !canStreamLists) {
      version = await listPages(connection, resource, (items) => items.forEach(sink.put), signal);
      listed();
    }
    const [least, most] = WATCH_SECONDS;
    const seconds = Math.round(least + Math.random() * (most - least));
    return await watch(connection, resource, { version, signal, seconds, silenceMs }, (events) => {
      for (const event of events) take(event);
      healthy();
    });
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const begun = now();
      try {
        if ((await followOnce()) === 'silent') restarts.silent++;
        pulse.isStreaming = false;
        if (now() - begun < SHORT_MS) await backoff.wait(signal);
      } catch (error) {
        pulse.isStreaming = false;
        if (signal.aborted) return;
        if (version === undefined && canStreamLists && isUnsupported(error)) {
          canStreamLists = false;
          continue;
        }
        const cause = isExpired(error) ? 'expired' : 'broken';
        restarts[cause]++;
        if (cause === 'expired') version = undefined;
        if (resource.isOptional === true && isForbidden(error) && !pulse.isExcused) {
          pulse.isExcused = true;
          sink.begin();
          listed();
        }
        const message = describe(error, resource);
        if (message !== trouble) logger.warn({ path: resource.path, cause }, message);
        trouble = message;
        await backoff.wait(signal);
      }
    }
  };
  const ended = run();

  return {
    resource,
    get isSynced() {
      return pulse.isSynced;
    },
    get isExcused() {
      return pulse.isExcused;
    },
    get isStreaming() {
      return pulse.isStreaming;
    },
    get heardAt() {
      return pulse.heardAt;
    },
    restarts,
    get trouble() {
      return trouble;
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** What failed, and what can be done about it. */
function describe(error: unknown, { isOptional }: Resource): string {
  const message = error instanceof Error ? error.message : String(error);
  const hint = unknownCallerHint(error) ?? (isOptional ? undefined : forbiddenHint(error, 'list,watch'));
  return hint === undefined ? message : `${message}; ${hint}`;
}

/** True of what a server answers that cannot begin a watch with a list: the parameters are invalid or forbidden. */
function isUnsupported(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 400 || error.status === 422);
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403;
}

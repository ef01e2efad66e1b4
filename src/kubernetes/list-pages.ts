import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { ApiError, isExpired } from './api-error.ts';
import type { ApiConnection, Query } from './connection.ts';
import type { Resource } from './resources.ts';

/** Objects to a page: small enough that parsing one holds nothing else up for long. */
const PAGE = 250;

const pageSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullable(),
});

/**
 * Lists all objects of a resource, page by page.
 *
 * @param take Given the objects of each page, as the API server writes them.
 * @returns The version of the list, from which a watch goes on.
 * @throws ApiError as `ApiConnection.get` does; status 410 where listing took so long that the server forgot the rest.
 */
export async function listPages(
  connection: ApiConnection,
  { path, fieldSelector }: Resource,
  take: (items: readonly unknown[]) => void,
  signal?: AbortSignal,
): Promise<string> {
  const selector = fieldSelector === undefined ? {} : { fieldSelector };
  let rest: string | undefined;
  for (;;) {
    const query = { limit: String(PAGE), ...selector, ...(rest === undefined ? {} : { continue: rest }) };
    const { metadata, items } = pageSchema.parse(await getPage(connection, path, query, signal));
    take(items ?? []);
    rest = metadata.continue || undefined;
    if (rest === undefined) return metadata.resourceVersion;
  }
}

/** Longest time for one page, headers to end, in milliseconds: some proxies keep a connection that nothing comes through. */
const PAGE_MS = 60_000;

async function getPage(
  connection: ApiConnection,
  path: string,
  query: Query,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const late = AbortSignal.timeout(PAGE_MS);
  try {
    const signals = signal === undefined ? [late] : [signal, late];
    return await json(await connection.get(path, query, { signal: AbortSignal.any(signals) }));
  } catch (error) {
    if (signal?.aborted === true || error instanceof ApiError) throw error;
    const reason = late.aborted ? `it took more than ${PAGE_MS / 1000} s` : String(error);
    throw new ApiError(`the list of ${path} broke off: ${reason}`, undefined, { cause: error });
  }
}

/** Where a list goes: what `begin` is followed by replaces what came before it. */
export interface ListSink {
  begin(): void;
  put(object: unknown): void;
  end(): void;
}

/** How often a list that the server forgot half-way is begun again. */
const TRIES = 3;

/**
 * Lists all objects of a resource once, from the beginning again where the server forgot the rest half-way.
 *
 * @throws ApiError as `listPages` does.
 */
export async function listOnce(connection: ApiConnection, resource: Resource, sink: ListSink): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    sink.begin();
    try {
      await listPages(connection, resource, (items) => items.forEach(sink.put));
      sink.end();
      return;
    } catch (error) {
      if (!isExpired(error) || attempt === TRIES) throw error;
    }
  }
}

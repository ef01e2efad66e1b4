import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ApiConnection, connect } from '../kubernetes/connection.ts';
import { writeKubeconfig } from './kubeconfig.ts';

/** A list-and-watch API on loopback that keeps the promises of the real one, and breaks them on request. */
export interface FakeApiServer {
  readonly url: string;
  readonly connection: ApiConnection;
  /** `GET /api/v1/pods?watch=1&…`, in the order in which they came. */
  readonly requests: readonly string[];
  /** Makes or changes an object of the resource at this path; one made again after it was gone is another. */
  put(path: string, object: object): void;
  remove(path: string, key: string): void;
  /** Tells every watch of the present version. */
  bookmark(): void;
  /** Breaks all connections that are open. */
  cut(): void;
  /** Forgets all versions before the present one: watches that want to go on from there get a 410. */
  compact(): void;
  /** What it cannot do, or refuses (paths that hold `under`), from now on. */
  readonly faults: { streamedLists: boolean; status: number | undefined; under: string; goneAsEvent: boolean };
  stop(): Promise<void>;
}

interface Stored {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
}

interface Change {
  readonly path: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Stored;
  readonly version: number;
}

interface Watcher {
  readonly path: string;
  readonly response: ServerResponse;
}

const PAGE_MOST = 3;

/** Starts an empty one. */
export async function startFakeApiServer(): Promise<FakeApiServer> {
  const objects = new Map<string, Map<string, Stored>>();
  const log: Change[] = [];
  const watchers = new Set<Watcher>();
  const requests: string[] = [];
  const faults: FakeApiServer['faults'] = {
    streamedLists: false,
    status: undefined,
    under: '/',
    goneAsEvent: false,
  };
  let version = 1;
  let oldest = 0;

  const at = (path: string): Map<string, Stored> => {
    const known = objects.get(path) ?? new Map<string, Stored>();
    objects.set(path, known);
    return known;
  };
  const record = (change: Change): void => {
    log.push(change);
    for (const { path, response } of watchers) if (path === change.path) write(response, change.type, change.object);
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    requests.push(`${request.method} ${request.url}`);
    if (faults.status !== undefined && url.pathname.includes(faults.under)) {
      return refuse(response, faults.status, 'refused by the test');
    }
    if (url.pathname === '/version') return response.end('{"major":"1","minor":"36"}');
    return url.searchParams.has('watch') ? watch(url, request, response) : list(url, response);
  });

  function list({ pathname, searchParams }: URL, response: ServerResponse): unknown {
    const [from = 0, listed = version] = (searchParams.get('continue') ?? '').split(' ').filter(Boolean).map(Number);
    if (listed < oldest) return refuse(response, 410, 'the continue token is too old');
    const all = [...at(pathname).values()];
    const end = from + Math.min(PAGE_MOST, Number(searchParams.get('limit')));
    const rest = end < all.length ? { continue: `${end} ${listed}` } : {};
    const metadata = { resourceVersion: String(listed), ...rest };
    return response.end(JSON.stringify({ metadata, items: all.slice(from, end) }));
  }

  function watch({ pathname, searchParams }: URL, request: IncomingMessage, response: ServerResponse): unknown {
    const isStreamedList = searchParams.get('sendInitialEvents') === 'true';
    if (isStreamedList && faults.streamedLists) {
      return refuse(
        response,
        422,
        'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      );
    }
    const from = Number(searchParams.get('resourceVersion'));
    if (!isStreamedList && from < oldest) {
      if (!faults.goneAsEvent) return refuse(response, 410, 'too old resource version');
      return response.end(`${JSON.stringify({ type: 'ERROR', object: { code: 410, message: 'too old' } })}\n`);
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    if (isStreamedList) {
      for (const object of at(pathname).values()) write(response, 'ADDED', object);
      write(response, 'BOOKMARK', bookmarkOf({ 'k8s.io/initial-events-end': 'true' }));
    } else {
      for (const change of log) {
        if (change.path === pathname && change.version > from) write(response, change.type, change.object);
      }
    }
    const watcher = { path: pathname, response };
    watchers.add(watcher);
    return request.socket.once('close', () => watchers.delete(watcher));
  }

  const bookmarkOf = (annotations: Record<string, string> = {}) => ({
    metadata: { resourceVersion: String(version), annotations },
  });

  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const kubeconfig = await writeKubeconfig(url);
  return {
    url,
    connection: connect({ kubeconfig: kubeconfig.file }),
    requests,
    faults,
    put(path, object) {
      version++;
      const stored = withVersion(object, version);
      const known = at(path);
      const type = known.has(keyOf(stored)) ? 'MODIFIED' : 'ADDED';
      known.set(keyOf(stored), stored);
      record({ path, type, object: stored, version });
    },
    remove(path, key) {
      const gone = at(path).get(key);
      if (gone === undefined) throw new Error(`there is no ${key} at ${path}`);
      version++;
      at(path).delete(key);
      record({ path, type: 'DELETED', object: withVersion(gone, version), version });
    },
    bookmark() {
      for (const { response } of watchers) write(response, 'BOOKMARK', bookmarkOf());
    },
    cut: () => server.closeAllConnections(),
    compact() {
      oldest = version;
    },
    async stop() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      await kubeconfig.remove();
    },
  };
}

function write(response: ServerResponse, type: string, object: object): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

function refuse(response: ServerResponse, status: number, message: string): unknown {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  return response.end(JSON.stringify({ kind: 'Status', code: status, message }));
}

function withVersion(object: object, version: number): Stored {
  const metadata = 'metadata' in object && typeof object.metadata === 'object' ? object.metadata : null;
  const name = metadata !== null && 'name' in metadata ? String(metadata.name) : '';
  return { ...object, metadata: { ...metadata, name, resourceVersion: String(version) } };
}

function keyOf({ metadata: { namespace, name } }: Stored): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

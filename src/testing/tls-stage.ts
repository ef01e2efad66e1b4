import assert from 'node:assert/strict';
import { afterEach, before, beforeEach } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { type Authority, type Certificate, createAuthority } from './certificates.ts';
import { type Folder, makeFolder } from './folder.ts';
import { clusterFrom } from './objects.ts';
import { lines, type ShownServer, start } from './serving.ts';

/** Soon enough for a test; polling only where nothing else tells of a change. */
const TIMING = { poll: 60_000, settle: 10, doubt: 50 };

/** How a server is started from files. */
export interface TlsStart {
  /** Whether callers must show a certificate. */
  readonly mutual?: boolean;
  /** How often the files are read again, in milliseconds. */
  readonly poll?: number;
  /** The folder of the files, in the test's, with a slash at its end. */
  readonly at?: string;
}

/** A connection to the server that a test has started. */
export interface Dialled {
  readonly socket: TLSSocket;
  /** Asks for /readyz: the status, or undefined where the connection ends instead. */
  readonly ask: () => Promise<number | undefined>;
}

/** Two authorities with certificates of theirs, a folder for each test, and a server that is started from files in it. */
export interface TlsStage {
  readonly ours: Authority;
  readonly theirs: Authority;
  /** Ours: two for the server and one for a caller; theirs: one for a caller. */
  readonly first: Certificate;
  readonly second: Certificate;
  readonly client: Certificate;
  readonly stranger: Certificate;
  readonly folder: Folder;
  /** Starts the server, with a port for operations. */
  startFrom(options?: TlsStart): Promise<ShownServer>;
  /** Writes the files that a server starts from. */
  write(pair: Certificate, authority?: Authority, at?: string): Promise<void>;
  dial(shown: Certificate | undefined, options?: ConnectionOptions): Dialled;
  /** The subject of the certificate that is shown to a caller that is served; undefined where it is refused. */
  shownTo(shown: Certificate | undefined, options?: ConnectionOptions): Promise<string | undefined>;
  /** Waits until a caller is shown a certificate, or refused. */
  until(want: string | undefined, shown: Certificate | undefined): Promise<void>;
  metric(name: string): Promise<number>;
}

/** Sets the stage for the tests of the suite in which it is called. */
export function tlsStage(): TlsStage {
  let authorities: readonly [ours: Authority, theirs: Authority] | undefined;
  let issued: Pick<TlsStage, 'first' | 'second' | 'client' | 'stranger'> | undefined;
  let folder: Folder | undefined;
  let server: ShownServer | undefined;

  before(async () => {
    const [ours, theirs] = await Promise.all([createAuthority('ours'), createAuthority('theirs')]);
    const [first, second, client, stranger] = await Promise.all([
      ours.issue('first'),
      ours.issue('second'),
      ours.issue('client'),
      theirs.issue('stranger'),
    ]);
    authorities = [ours, theirs];
    issued = { first, second, client, stranger };
  });
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    await folder?.remove();
  });

  const set = <T>(value: T | undefined): T => value ?? assert.fail('the stage is set before each test');
  const stage: TlsStage = {
    get ours() {
      return set(authorities)[0];
    },
    get theirs() {
      return set(authorities)[1];
    },
    get first() {
      return set(issued).first;
    },
    get second() {
      return set(issued).second;
    },
    get client() {
      return set(issued).client;
    },
    get stranger() {
      return set(issued).stranger;
    },
    get folder() {
      return set(folder);
    },
    async startFrom({ mutual = true, poll = TIMING.poll, at = '' } = {}) {
      server = await start({
        tls: {
          certFile: stage.folder.path(`${at}tls.crt`),
          keyFile: stage.folder.path(`${at}tls.key`),
          clientCAFile: mutual ? stage.folder.path(`${at}ca.crt`) : undefined,
        },
        tlsTiming: { ...TIMING, poll },
        operations: true,
      });
      server.show(clusterFrom('mixed-cluster.yaml'));
      lines.length = 0;
      return server;
    },
    async write(pair, authority = stage.ours, at = '') {
      await stage.folder.write(`${at}tls.crt`, pair.cert);
      await stage.folder.write(`${at}tls.key`, pair.key);
      await stage.folder.write(`${at}ca.crt`, authority.cert);
    },
    dial(shown, options = {}) {
      const socket = connect({
        host: '127.0.0.1',
        port: Number(new URL(server?.url ?? '').port),
        ca: stage.ours.cert,
        ...(shown === undefined ? {} : { cert: shown.cert, key: shown.key }),
        ...options,
      });
      // A refusal comes as an error or as an end, wherever it is noticed first.
      socket.on('error', () => undefined);
      return { socket, ask: () => ask(socket) };
    },
    async shownTo(shown, options) {
      const { socket, ask } = stage.dial(shown, options);
      const isServed = (await ask()) === 200;
      const subject = socket.getPeerX509Certificate()?.subject;
      socket.destroy();
      return isServed ? subject : undefined;
    },
    async until(want, shown) {
      for (let tries = 0; tries < 200; tries++) {
        if ((await stage.shownTo(shown)) === want) return;
        await sleep(20);
      }
      assert.fail(`${want} is not shown`);
    },
    async metric(name) {
      const body = await (await fetch(`${server?.operations.url}/metrics`)).text();
      return Number(new RegExp(`^${name} (.+)$`, 'm').exec(body)?.[1]);
    },
  };
  return stage;
}

async function ask(socket: TLSSocket): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const end = (): void => resolve(undefined);
  socket.once('data', (chunk) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(chunk))?.[1])));
  socket.once('close', end);
  socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const status = await promise;
  socket.off('close', end);
  return status;
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { BadInput } from '../bad-input.ts';
import { type Authority, type Certificate, createAuthority } from '../testing/certificates.ts';
import { type Folder, makeFolder } from '../testing/folder.ts';
import { clusterFrom } from '../testing/objects.ts';
import { lines, type ShownServer, start } from '../testing/serving.ts';

/** Soon enough for a test; polling only where nothing else tells of a change. */
const TIMING = { poll: 60_000, settle: 10, doubt: 50 };

describe('TLS of the extender', { timeout: 60_000 }, () => {
  let ours: Authority;
  let theirs: Authority;
  let first: Certificate;
  let second: Certificate;
  let client: Certificate;
  let stranger: Certificate;
  let folder: Folder;
  let server: ShownServer | undefined;

  before(async () => {
    [ours, theirs] = await Promise.all([createAuthority('ours'), createAuthority('theirs')]);
    [first, second, client, stranger] = await Promise.all([
      ours.issue('first'),
      ours.issue('second'),
      ours.issue('client'),
      theirs.issue('stranger'),
    ]);
  });

  afterEach(async () => {
    await server?.stop();
    server = undefined;
    await folder.remove();
  });

  /** Starts a server from files in a folder, `live/` of the test's folder where it has one, with a port for operations. */
  async function startFrom({ mutual = true, poll = TIMING.poll, at = '' } = {}): Promise<ShownServer> {
    server = await start({
      tls: {
        certFile: folder.path(`${at}tls.crt`),
        keyFile: folder.path(`${at}tls.key`),
        clientCAFile: mutual ? folder.path(`${at}ca.crt`) : undefined,
      },
      tlsTiming: { ...TIMING, poll },
      operations: true,
    });
    server.show(clusterFrom('mixed-cluster.yaml'));
    lines.length = 0;
    return server;
  }

  /** Writes the files that a server starts from. */
  async function write(pair: Certificate, authority = ours, at = ''): Promise<void> {
    await folder.write(`${at}tls.crt`, pair.cert);
    await folder.write(`${at}tls.key`, pair.key);
    await folder.write(`${at}ca.crt`, authority.cert);
  }

  function dial(shown: Certificate | undefined, options: ConnectionOptions = {}): Dialled {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(new URL(server?.url ?? '').port),
      ca: ours.cert,
      ...(shown === undefined ? {} : { cert: shown.cert, key: shown.key }),
      ...options,
    });
    // A refusal comes as an error or as an end, wherever it is noticed first.
    socket.on('error', () => undefined);
    return { socket, ask: () => ask(socket) };
  }

  /** The subject of the certificate that is shown to a caller that is served; undefined where it is refused. */
  async function shownTo(shown: Certificate | undefined, options?: ConnectionOptions): Promise<string | undefined> {
    const { socket, ask } = dial(shown, options);
    const isServed = (await ask()) === 200;
    const subject = socket.getPeerX509Certificate()?.subject;
    socket.destroy();
    return isServed ? subject : undefined;
  }

  /** Waits until a caller is shown a certificate, or refused. */
  async function until(want: string | undefined, shown: Certificate | undefined): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if ((await shownTo(shown)) === want) return;
      await sleep(20);
    }
    assert.fail(`${want} is not shown`);
  }

  async function metric(name: string): Promise<number> {
    const body = await (await fetch(`${server?.operations.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(body)?.[1]);
  }

  async function untilFailed(failures: number): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if ((await metric('slicewise_tls_reload_failures_total')) >= failures) return;
      await sleep(20);
    }
    assert.fail('no failure is counted');
  }

  it('is for everyone where no authority is named, and says https', async () => {
    folder = await makeFolder();
    await write(first);
    const { url, operations } = await startFrom({ mutual: false });
    assert.match(url, /^https:\/\/127\.0\.0\.1:/);
    assert.match(operations.url, /^http:/);
    assert.equal(await shownTo(undefined), 'CN=first');
    assert.equal(await shownTo(undefined, { ca: theirs.cert }), undefined, 'a caller may distrust it');
    await assert.rejects(fetch(url.replace('https', 'http')), 'plain HTTP is not spoken');
  });

  it('serves who shows a certificate of the authority, and refuses who shows none or a stranger’s', async () => {
    folder = await makeFolder();
    await write(first);
    await startFrom();
    assert.equal(await shownTo(client), 'CN=first');
    assert.equal(await shownTo(client, { maxVersion: 'TLSv1.2' }), 'CN=first');
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      assert.equal(await shownTo(undefined, { maxVersion: version }), undefined);
      assert.equal(await shownTo(stranger, { maxVersion: version }), undefined);
    }
    assert.equal(await shownTo(client), 'CN=first', 'the others are still served');
    assert.match(JSON.stringify(lines[0]), /"remote":"127\.0\.0\.1".*"TLS handshake failed"/);
    // Kubernetes' own client only sees that the connection is gone: the log has to say why.
    const strangers = lines.filter(({ error }) =>
      /not accepted: no authority in clientCAFile has signed it \(UNABLE_TO_VERIFY/.test(String(error)),
    );
    assert.equal(strangers.length, 2);
  });

  it('does not speak versions before 1.2', async () => {
    folder = await makeFolder();
    await write(first);
    await startFrom();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    assert.equal(await shownTo(client, old), undefined);
  });

  it('shows a new certificate once its files are there, and connections that are open go on', async () => {
    folder = await makeFolder();
    await write(first);
    await startFrom();
    const { socket, ask } = dial(client);
    assert.equal(await ask(), 200);
    const expiry = await metric('slicewise_tls_certificate_expiry_timestamp_seconds');
    assert.ok(expiry > Date.now() / 1000);
    await write(second);
    await until('CN=second', client);
    assert.equal(await ask(), 200);
    assert.equal(socket.getPeerX509Certificate()?.subject, 'CN=first');
    socket.destroy();
    assert.equal(await metric('slicewise_tls_reload_failures_total'), 0);
  });

  it('follows the folders that Kubernetes swaps, both the certificate and the authority of callers', async () => {
    folder = await makeFolder();
    await mkdir(folder.path('one'));
    await mkdir(folder.path('two'));
    await write(first, ours, 'one/');
    await write(second, theirs, 'two/');
    await symlink('one', folder.path('..data'));
    for (const name of ['tls.crt', 'tls.key', 'ca.crt']) await symlink(`..data/${name}`, folder.path(name));
    await startFrom();
    assert.equal(await shownTo(client), 'CN=first');
    assert.equal(await shownTo(stranger), undefined);
    const { socket, ask } = dial(client);
    assert.equal(await ask(), 200);
    const session = await sessionOf(client);

    await symlink('two', folder.path('..data_tmp'));
    await rename(folder.path('..data_tmp'), folder.path('..data'));
    await until('CN=second', stranger);
    assert.equal(await shownTo(client), undefined, 'the old authority is no longer enough');
    assert.equal(await shownTo(client, { session }), undefined, 'nor is a session from before');
    assert.equal(await ask(), 200, 'but who was served goes on');
    socket.destroy();
  });

  it('is read again at intervals, where no folder tells of a change', async () => {
    folder = await makeFolder();
    await mkdir(folder.path('one'));
    await mkdir(folder.path('two'));
    await write(first, ours, 'one/');
    await write(second, ours, 'two/');
    await symlink('one', folder.path('live'));
    await startFrom({ at: 'live/', poll: 30 });
    // What is watched is the folder behind the link, and nothing happens there.
    await rm(folder.path('live'));
    await symlink('two', folder.path('live'));
    await until('CN=second', client);
  });

  const DAY_MS = 86_400_000;
  const yesterday = new Date(Date.now() - DAY_MS);
  const tomorrow = new Date(Date.now() + DAY_MS);
  const spoilt: readonly [what: string, spoil: () => Promise<unknown>, want: RegExp][] = [
    [
      'a certificate that does not belong to the key',
      () => folder.write('tls.crt', second.cert),
      /tls\.crt: does not belong to the key in .*tls\.key$/,
    ],
    ['a certificate that is none', () => folder.write('tls.crt', 'x'), /tls\.crt: holds no certificate in PEM$/],
    [
      'a certificate that is cut off',
      () => folder.write('tls.crt', second.cert.slice(0, 300)),
      /tls\.crt: holds no certificate in PEM$/,
    ],
    ['no key', () => rm(folder.path('tls.key')), /tls\.key: there is no such file$/],
    [
      'a key that is none',
      () => folder.write('tls.key', second.key.slice(0, 300)),
      /tls\.key: holds no private key in PEM that can be read without a password$/,
    ],
    [
      'a certificate that has expired',
      async () => write(await ours.issue('old', { to: yesterday })),
      /tls\.crt: expired at \d{4}-\d\d-\d\dT[\d:.]+Z$/,
    ],
    [
      'a certificate that is not valid yet',
      async () => write(await ours.issue('early', { from: tomorrow })),
      /tls\.crt: is not valid before \d{4}-/,
    ],
    [
      'authorities that have all expired',
      async () => folder.write('ca.crt', (await createAuthority('ours', { to: yesterday })).cert),
      /ca\.crt: expired at /,
    ],
    ['an authority that is none', () => folder.write('ca.crt', ''), /ca\.crt: holds no certificates in PEM$/],
  ];
  for (const [what, spoil, want] of spoilt) {
    it(`keeps what is in force over ${what}, says so once, and takes what is right afterwards`, async () => {
      folder = await makeFolder();
      await write(first);
      await startFrom({ poll: 30 });
      await spoil();
      await untilFailed(1);
      await sleep(200);
      assert.equal(await shownTo(client), 'CN=first');
      assert.equal(await shownTo(stranger), undefined);
      assert.equal(await metric('slicewise_tls_reload_failures_total'), 1);
      const told = lines.filter(({ level }) => level === 50);
      assert.equal(told.length, 1);
      assert.match(String(told[0]?.['error']), want);
      await write(second);
      await until('CN=second', client);
      assert.doesNotMatch(JSON.stringify(lines), /PRIVATE KEY/);
      for (const line of first.key.split('\n').slice(1, 3)) assert.ok(!JSON.stringify(lines).includes(line));
    });
  }

  it('does not start from files that cannot be used, and names the one', async () => {
    folder = await makeFolder();
    await write(first);
    await writeFile(folder.path('tls.key'), second.key);
    await assert.rejects(startFrom(), (error) => {
      assert.ok(error instanceof BadInput);
      assert.match(error.message, /tls\.crt: does not belong to the key in .*tls\.key$/);
      assert.ok(!error.message.includes('PRIVATE'));
      return true;
    });
    await rm(folder.path('ca.crt'));
    await assert.rejects(startFrom(), /ca\.crt: there is no such file$/);
    assert.equal(await readFile(folder.path('tls.crt'), 'utf8'), first.cert);
  });

  /** A session that a caller may come back with. */
  async function sessionOf(shown: Certificate): Promise<Buffer> {
    const { socket, ask } = dial(shown);
    const session = once(socket, 'session');
    await ask();
    const [ticket] = await session;
    socket.destroy();
    assert.ok(Buffer.isBuffer(ticket));
    return ticket;
  }
});

interface Dialled {
  readonly socket: TLSSocket;
  /** Asks for /readyz: the status, or undefined where the connection ends instead. */
  readonly ask: () => Promise<number | undefined>;
}

async function ask(socket: TLSSocket): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const end = (): void => resolve(undefined);
  socket.once('data', (chunk) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(chunk))?.[1])));
  socket.once('close', end);
  socket.write('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n');
  const status = await promise;
  socket.off('close', end);
  return status;
}

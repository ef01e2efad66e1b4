import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect } from 'node:tls';
import { type Authority, type Certificate, createAuthority } from '../testing/certificates.ts';
import { type Folder, makeFolder } from '../testing/folder.ts';
import { lines, type ShownServer, start } from '../testing/serving.ts';

const YESTERDAY = new Date(Date.now() - 86_400_000);

describe('what the log says of TLS', { timeout: 60_000 }, () => {
  let ours: Authority;
  let folder: Folder;
  let server: ShownServer;

  before(async () => {
    ours = await createAuthority('ours');
  });
  beforeEach(async () => {
    folder = await makeFolder();
    lines.length = 0;
  });
  afterEach(async () => {
    await server.stop();
    await folder.remove();
  });

  async function write({ cert, key }: Certificate): Promise<void> {
    await folder.write('tls.crt', cert);
    await folder.write('tls.key', key);
    await folder.write('ca.crt', ours.cert);
  }

  async function startFrom(pair: Certificate, mutual: boolean): Promise<void> {
    await write(pair);
    server = await start({
      tls: {
        certFile: folder.path('tls.crt'),
        keyFile: folder.path('tls.key'),
        clientCAFile: mutual ? folder.path('ca.crt') : undefined,
      },
      tlsTiming: { poll: 60_000, settle: 10, doubt: 50 },
    });
  }

  /** Makes a handshake; the subject of the certificate that was shown. */
  async function dial(options: ConnectionOptions = {}): Promise<string | undefined> {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port), ca: ours.cert, ...options });
    socket.on('error', () => undefined);
    // A refusal comes as an error or as an end, wherever it is noticed first.
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    await Promise.race(['data', 'close'].map((event) => once(socket, event).catch(() => undefined)));
    const subject = socket.getPeerX509Certificate()?.subject;
    socket.destroy();
    return subject;
  }

  async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (await isTrue()) return;
      await sleep(20);
    }
    assert.fail(`it did not come true in time: ${JSON.stringify(lines)}`);
  }

  it('is at the start that a certificate has expired; another one takes its place, be it expired, too', async () => {
    await startFrom(await ours.issue('old', { to: YESTERDAY }), false);
    assert.match(String(lines.find(({ level }) => level === 50)?.['error']), /tls\.crt: expired at /);
    await write(await ours.issue('newer', { to: YESTERDAY }));
    await until(async () => (await dial({ rejectUnauthorized: false })) === 'CN=newer');
  });

  it('is what a caller did whose handshake failed, in a sentence, without the words of OpenSSL', async () => {
    await startFrom(await ours.issue('server'), true);
    const { cert, key } = await ours.issue('late', { to: YESTERDAY });
    await fetch(server.url.replace('https', 'http')).catch(() => undefined);
    await dial();
    await dial({ cert, key });
    await dial({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    const wanted = [
      'the caller speaks plain HTTP',
      'the caller shows no certificate',
      "the caller's certificate is not accepted: it has expired (CERT_HAS_EXPIRED)",
      'the caller speaks no version of TLS from 1.2 on',
    ];
    const told = (): readonly string[] => lines.map(({ error }) => String(error));
    await until(() => wanted.every((sentence) => told().includes(sentence)));
    for (const sentence of told()) assert.doesNotMatch(sentence, /error:|routines|ssl3/);
  });
});

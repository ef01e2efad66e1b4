import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Certificate, createAuthority } from '../testing/certificates.ts';
import { lines } from '../testing/serving.ts';
import { tlsStage } from '../testing/tls-stage.ts';

describe('TLS of the extender whose files change', { timeout: 60_000 }, () => {
  const stage = tlsStage();

  async function untilFailed(failures: number): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if ((await stage.metric('slicewise_tls_reload_failures_total')) >= failures) return;
      await sleep(20);
    }
    assert.fail('no failure is counted');
  }

  it('shows a new certificate once its files are there, and connections that are open go on', async () => {
    await stage.write(stage.first);
    await stage.startFrom();
    const { socket, ask } = stage.dial(stage.client);
    assert.equal(await ask(), 200);
    const expiry = await stage.metric('slicewise_tls_certificate_expiry_timestamp_seconds');
    assert.ok(expiry > Date.now() / 1000);
    await stage.write(stage.second);
    await stage.until('CN=second', stage.client);
    assert.equal(await ask(), 200);
    assert.equal(socket.getPeerX509Certificate()?.subject, 'CN=first');
    socket.destroy();
    assert.equal(await stage.metric('slicewise_tls_reload_failures_total'), 0);
  });

  it('follows the folders that Kubernetes swaps, both the certificate and the authority of callers', async () => {
    await mkdir(stage.folder.path('one'));
    await mkdir(stage.folder.path('two'));
    await stage.write(stage.first, stage.ours, 'one/');
    await stage.write(stage.second, stage.theirs, 'two/');
    await symlink('one', stage.folder.path('..data'));
    for (const name of ['tls.crt', 'tls.key', 'ca.crt']) await symlink(`..data/${name}`, stage.folder.path(name));
    await stage.startFrom();
    assert.equal(await stage.shownTo(stage.client), 'CN=first');
    assert.equal(await stage.shownTo(stage.stranger), undefined);
    const { socket, ask } = stage.dial(stage.client);
    assert.equal(await ask(), 200);
    const session = await sessionOf(stage.client);

    await symlink('two', stage.folder.path('..data_tmp'));
    await rename(stage.folder.path('..data_tmp'), stage.folder.path('..data'));
    await stage.until('CN=second', stage.stranger);
    assert.equal(await stage.shownTo(stage.client), undefined, 'the old authority is no longer enough');
    assert.equal(await stage.shownTo(stage.client, { session }), undefined, 'nor is a session from before');
    assert.equal(await ask(), 200, 'but who was served goes on');
    socket.destroy();
  });

  it('is read again at intervals, where no folder tells of a change', async () => {
    await mkdir(stage.folder.path('one'));
    await mkdir(stage.folder.path('two'));
    await stage.write(stage.first, stage.ours, 'one/');
    await stage.write(stage.second, stage.ours, 'two/');
    await symlink('one', stage.folder.path('live'));
    await stage.startFrom({ at: 'live/', poll: 30 });
    // What is watched is the stage.folder behind the link, and nothing happens there.
    await rm(stage.folder.path('live'));
    await symlink('two', stage.folder.path('live'));
    await stage.until('CN=second', stage.client);
  });

  const DAY_MS = 86_400_000;
  const yesterday = new Date(Date.now() - DAY_MS);
  const tomorrow = new Date(Date.now() + DAY_MS);
  const spoilt: readonly [what: string, spoil: () => Promise<unknown>, want: RegExp][] = [
    [
      'a certificate that does not belong to the key',
      () => stage.folder.write('tls.crt', stage.second.cert),
      /tls\.crt: does not belong to the key in .*tls\.key$/,
    ],
    ['a certificate that is none', () => stage.folder.write('tls.crt', 'x'), /tls\.crt: holds no certificate in PEM$/],
    [
      'a certificate that is cut off',
      () => stage.folder.write('tls.crt', stage.second.cert.slice(0, 300)),
      /tls\.crt: holds no certificate in PEM$/,
    ],
    ['no key', () => rm(stage.folder.path('tls.key')), /tls\.key: there is no such file$/],
    [
      'a key that is none',
      () => stage.folder.write('tls.key', stage.second.key.slice(0, 300)),
      /tls\.key: holds no private key in PEM that can be read without a password$/,
    ],
    [
      'a certificate that has expired',
      async () => stage.write(await stage.ours.issue('old', { to: yesterday })),
      /tls\.crt: expired at \d{4}-\d\d-\d\dT[\d:.]+Z$/,
    ],
    [
      'a certificate that is not valid yet',
      async () => stage.write(await stage.ours.issue('early', { from: tomorrow })),
      /tls\.crt: is not valid before \d{4}-/,
    ],
    [
      'authorities that have all expired',
      async () => stage.folder.write('ca.crt', (await createAuthority('ours', { to: yesterday })).cert),
      /ca\.crt: expired at /,
    ],
    ['an authority that is none', () => stage.folder.write('ca.crt', ''), /ca\.crt: holds no certificates in PEM$/],
  ];
  for (const [what, spoil, want] of spoilt) {
    it(`keeps what is in force over ${what}, says so once, and takes what is right afterwards`, async () => {
      await stage.write(stage.first);
      await stage.startFrom({ poll: 30 });
      await spoil();
      await untilFailed(1);
      await sleep(200);
      assert.equal(await stage.shownTo(stage.client), 'CN=first');
      assert.equal(await stage.shownTo(stage.stranger), undefined);
      assert.equal(await stage.metric('slicewise_tls_reload_failures_total'), 1);
      const told = lines.filter(({ level }) => level === 50);
      assert.equal(told.length, 1);
      assert.match(String(told[0]?.['error']), want);
      await stage.write(stage.second);
      await stage.until('CN=second', stage.client);
      assert.doesNotMatch(JSON.stringify(lines), /PRIVATE KEY/);
      for (const line of stage.first.key.split('\n').slice(1, 3)) assert.ok(!JSON.stringify(lines).includes(line));
    });
  }

  /** A session that a caller may come back with. */
  async function sessionOf(shown: Certificate): Promise<Buffer> {
    const { socket, ask } = stage.dial(shown);
    const session = once(socket, 'session');
    await ask();
    const [ticket] = await session;
    socket.destroy();
    assert.ok(Buffer.isBuffer(ticket));
    return ticket;
  }
});

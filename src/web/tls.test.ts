import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { BadInput } from '../bad-input.ts';
import { lines } from '../testing/serving.ts';
import { tlsStage } from '../testing/tls-stage.ts';

describe('TLS of the extender', { timeout: 60_000 }, () => {
  const stage = tlsStage();

  it('is for everyone where no authority is named, and says https', async () => {
    await stage.write(stage.first);
    const { url, operations } = await stage.startFrom({ mutual: false });
    assert.match(url, /^https:\/\/127\.0\.0\.1:/);
    assert.match(operations.url, /^http:/);
    assert.equal(await stage.shownTo(undefined), 'CN=first');
    assert.equal(await stage.shownTo(undefined, { ca: stage.theirs.cert }), undefined, 'a caller may distrust it');
    await assert.rejects(fetch(url.replace('https', 'http')), 'plain HTTP is not spoken');
  });

  it('serves who shows a certificate of the authority, and refuses who shows none or a stranger’s', async () => {
    await stage.write(stage.first);
    await stage.startFrom();
    assert.equal(await stage.shownTo(stage.client), 'CN=first');
    assert.equal(await stage.shownTo(stage.client, { maxVersion: 'TLSv1.2' }), 'CN=first');
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      assert.equal(await stage.shownTo(undefined, { maxVersion: version }), undefined);
      assert.equal(await stage.shownTo(stage.stranger, { maxVersion: version }), undefined);
    }
    assert.equal(await stage.shownTo(stage.client), 'CN=first', 'the others are still served');
    assert.match(JSON.stringify(lines[0]), /"remote":"127\.0\.0\.1".*"TLS handshake failed"/);
    // Kubernetes' own client only sees that the connection is gone: the log has to say why.
    const strangers = lines.filter(({ error }) =>
      /not accepted: no authority in clientCAFile has signed it \(UNABLE_TO_VERIFY/.test(String(error)),
    );
    assert.equal(strangers.length, 2);
  });

  it('does not speak versions before 1.2', async () => {
    await stage.write(stage.first);
    await stage.startFrom();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    assert.equal(await stage.shownTo(stage.client, old), undefined);
  });

  it('does not start from files that cannot be used, and names the one', async () => {
    await stage.write(stage.first);
    await writeFile(stage.folder.path('tls.key'), stage.second.key);
    await assert.rejects(stage.startFrom(), (error) => {
      assert.ok(error instanceof BadInput);
      assert.match(error.message, /tls\.crt: does not belong to the key in .*tls\.key$/);
      assert.ok(!error.message.includes('PRIVATE'));
      return true;
    });
    await rm(stage.folder.path('ca.crt'));
    await assert.rejects(stage.startFrom(), /ca\.crt: there is no such file$/);
    assert.equal(await readFile(stage.folder.path('tls.crt'), 'utf8'), stage.first.cert);
  });
});

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { findBinaries } from './binaries.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slicewise-assets-'));
after(() => rmSync(folder, { recursive: true }));

function program(name: string, mode = 0o755): string {
  const file = path.join(folder, name);
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

describe('findBinaries', () => {
  it('takes the folder of KUBEBUILDER_ASSETS, and the kube-scheduler beside it', async () => {
    const scheduler = program('a-scheduler');
    const etcd = program('etcd');
    const apiServer = program('kube-apiserver');
    assert.deepEqual(await findBinaries({ KUBEBUILDER_ASSETS: folder, KUBE_SCHEDULER: scheduler }), {
      etcd,
      'kube-apiserver': apiServer,
      'kube-scheduler': scheduler,
    });
    const inFolder = program('kube-scheduler');
    const found = await findBinaries({ KUBEBUILDER_ASSETS: folder });
    assert.equal(found['kube-scheduler'], inFolder);
  });

  it('says which program is not where the environment says it is', async () => {
    await assert.rejects(findBinaries({ KUBEBUILDER_ASSETS: '/nowhere' }), {
      message: 'KUBEBUILDER_ASSETS is /nowhere, and there is no etcd in it that can be run',
    });
    const notes = program('notes.txt', 0o644);
    await assert.rejects(findBinaries({ KUBEBUILDER_ASSETS: folder, KUBE_SCHEDULER: notes }), {
      message: `KUBE_SCHEDULER is ${notes}, which cannot be run`,
    });
  });
});

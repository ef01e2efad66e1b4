import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { build } from './build.ts';

describe('build', () => {
  const cache = mkdtempSync(path.join(tmpdir(), 'slicewise-cache-'));
  after(() => rmSync(cache, { recursive: true }));

  it('says in one sentence which program is missing, and how to get it, where there is no Go', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { PATH: cache, XDG_CACHE_HOME: cache });
    try {
      await assert.rejects(build('etcd'), {
        message:
          /^etcd is missing: set KUBEBUILDER_ASSETS and KUBE_SCHEDULER, or let Go 1\.26\.0 or newer build it \(go cannot be run: .*ENOENT.*\)$/,
      });
    } finally {
      Object.assign(process.env, { PATH: before['PATH'], XDG_CACHE_HOME: before['XDG_CACHE_HOME'] });
      if (before['XDG_CACHE_HOME'] === undefined) delete process.env['XDG_CACHE_HOME'];
    }
  });

  it('pins one version of all of Kubernetes', () => {
    const module = readFileSync(new URL('go.mod', import.meta.url), 'utf8');
    const [, version = ''] = /k8s\.io\/kubernetes v1\.(\S+)/.exec(module) ?? [];
    const replaced = [...module.matchAll(/^\t(k8s\.io\/\S+) => \1 v0\.(\S+)$/gm)];
    assert.ok(replaced.length > 30);
    assert.deepEqual(new Set(replaced.map(([, , each]) => each)), new Set([version]));
  });
});

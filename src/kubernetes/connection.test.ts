import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BadInput } from '../bad-input.ts';
import { type FakeApiServer, startFakeApiServer } from '../testing/fake-api-server.ts';
import { writeKubeconfig } from '../testing/kubeconfig.ts';
import { ApiError } from './api-error.ts';
import { connect } from './connection.ts';

describe('connect', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'slicewise-connect-'));
    await writeFile(path.join(folder, 'broken'), 'clusters: [');
    await writeFile(path.join(folder, 'empty'), 'apiVersion: v1\nkind: Config\n');
    await writeFile(
      path.join(folder, 'dangling'),
      'clusters: []\nusers: []\ncontexts: [{ name: a, context: { cluster: c, user: u } }]\ncurrent-context: a\n',
    );
  });
  after(() => rm(folder, { recursive: true }));

  const wrong: readonly [name: string, file: string, context: string | undefined, want: RegExp][] = [
    ['a file that is not there', 'missing', undefined, /missing: cannot be read as a kubeconfig: /],
    ['a file that is no YAML', 'broken', undefined, /broken: cannot be read as a kubeconfig: /],
    ['a file without anything', 'empty', undefined, /cannot be read as a kubeconfig|no current context/],
    ['a context without its cluster', 'dangling', undefined, /no cluster for the context "a"/],
    ['a context that is not there', 'dangling', 'b', /there is no context "b" in the kubeconfig, only a/],
  ];
  for (const [name, file, context, want] of wrong) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => connect({ kubeconfig: path.join(folder, file), context }),
        (error) => error instanceof BadInput && want.test(error.message) && !error.message.includes('\n'),
      );
    });
  }

  it('knows the server and the namespace of the context', async () => {
    const kubeconfig = await writeKubeconfig('http://127.0.0.1:1/', 'team-a');
    const { server, namespace } = connect({ kubeconfig: kubeconfig.file });
    assert.deepEqual([server, namespace], ['http://127.0.0.1:1', 'team-a']);
    await kubeconfig.remove();
  });
});

describe('a connection', () => {
  let api: FakeApiServer;
  before(async () => {
    api = await startFakeApiServer();
  });
  after(() => api.stop());

  it('tells what the API server says when it refuses', async () => {
    api.faults.status = 403;
    await assert.rejects(
      api.connection.get('/api/v1/pods'),
      (error) =>
        error instanceof ApiError &&
        error.status === 403 &&
        error.message === 'GET /api/v1/pods: refused by the test (403)',
    );
    api.faults.status = undefined;
  });

  it('tells which server it cannot reach', async () => {
    const kubeconfig = await writeKubeconfig('http://127.0.0.1:1');
    await assert.rejects(
      connect({ kubeconfig: kubeconfig.file }).get('/version'),
      (error) =>
        error instanceof ApiError &&
        error.status === undefined &&
        /^the API server http:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/.test(error.message),
    );
    await kubeconfig.remove();
  });
});

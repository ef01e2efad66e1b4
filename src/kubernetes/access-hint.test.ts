import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type FakeApiServer, startFakeApiServer } from '../testing/fake-api-server.ts';
import { type FollowedCluster, followCluster } from './follow-cluster.ts';

describe('a cluster that may not be read', () => {
  let api: FakeApiServer;
  let followed: FollowedCluster | undefined;
  let log: string;

  beforeEach(async () => {
    api = await startFakeApiServer();
    log = '';
  });
  afterEach(async () => {
    await followed?.stop();
    await api.stop();
  });

  /** What keeps it from being followed, where some paths are refused with this status. */
  async function troublesWith(status: number, under: string): Promise<string> {
    Object.assign(api.faults, { status, under });
    const logger = pino({}, { write: (line: string) => (log += line) });
    followed = followCluster({ connection: api.connection, migConfigMaps: [], maxAgeSeconds: 60, logger });
    for (let tries = 0; tries < 500 && followed.troubles().length === 0; tries++) await sleep(10);
    return followed.troubles().join('; ');
  }

  for (const path of ['/api/v1/nodes', '/api/v1/pods']) {
    it(`names the rule that is missing, in the log, too, where ${path} is forbidden`, async () => {
      const troubles = await troublesWith(403, path);
      assert.match(troubles, new RegExp(`^GET ${path}: .* \\(403\\); .* --verb=list,watch --resource=nodes,pods,`));
      assert.equal(followed?.cluster(), undefined);
      assert.match(log, /create clusterrole slicewise-reader/);
    });
  }

  it('says that it is the credentials, where nobody is known by them', async () => {
    assert.match(await troublesWith(401, '/'), /\(401\); the API server does not accept the credentials/);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import type { Browser } from 'puppeteer-core';
import { type FollowedCluster, followCluster } from '../../src/kubernetes/follow-cluster.ts';
import { type FakeApiServer, startFakeApiServer } from '../../src/testing/fake-api-server.ts';
import { nodeObject, podObject } from '../../src/testing/objects.ts';
import type { RunningServer } from '../../src/web/server.ts';
import { startChromium } from './chromium.ts';
import { serveFollowed } from './followed-server.ts';
import { type OpenedPage, openPage } from './open-page.ts';

const NODES = '/api/v1/nodes';
const PODS = '/api/v1/pods';
/** Half of the GPU is idle in one piece, and a pod has waited long for a quarter. */
const CUT_WRONG = nodeObject('gpu-1', { gpus: ['2g.10gb@0=team/a 2g.10gb@2=team/b 3g.20gb@4'] });
const LONG_AGO = '2020-01-01T00:00:00Z';

describe('a recommendation on the slice map of a cluster that changes', { timeout: 120_000 }, () => {
  let api: FakeApiServer;
  let source: FollowedCluster;
  let server: RunningServer;
  let browser: Browser;
  let opened: OpenedPage;
  before(async () => {
    api = await startFakeApiServer();
    api.put(NODES, CUT_WRONG);
    for (const name of ['a', 'b']) api.put(PODS, podObject(`team/${name}`, '2g.10gb', { on: 'gpu-1' }));
    const logger = pino({ level: 'silent' });
    source = followCluster({ connection: api.connection, migConfigMaps: [], maxAgeSeconds: 60, logger });
    // Above any fragmentation: only pods that wait are a reason.
    server = await serveFollowed(source, { advisor: { everyMs: 100, threshold: 1 } });
    browser = await startChromium();
    opened = await openPage(browser, server.extender.url);
  });
  after(async () => {
    await browser.close();
    await server.stop();
    await source.stop();
    await api.stop();
  });

  const alerts = '.details [role=alert]';

  it('appears by itself once there is a reason', async () => {
    await opened.until('#recommendations', /^Recommendations0 ?Nothing is recommended at the moment\.$/);
    api.put(PODS, podObject('team/waits', '2g.10gb', { created: LONG_AGO }));
    await opened.until(
      '#recommendations li',
      /^recut 1 GPUreshapeA100-40GB\/static: 1 waiting pod fits, \+1 2g\.10gb$/,
    );
    await opened.page.click('#recommendations li button');
    await opened.until('.details .verdict', /^reshaperecut 1 GPU$/);
    assert.match(await opened.text('.change .before'), /b ?3g\.20gbidle$/);
    assert.match(await opened.text('.change .after'), /b ?2g\.10gbidle/);
    assert.equal(await opened.text(alerts), '');
  });

  it('is withdrawn when a pod takes what was to be recut, also where it is being read', async () => {
    api.put(NODES, nodeObject('gpu-1', { gpus: ['2g.10gb@0=team/a 2g.10gb@2=team/b 3g.20gb@4=team/c'] }));
    api.put(PODS, podObject('team/c', '3g.20gb', { on: 'gpu-1' }));
    await opened.until('.details', /^Recommendation×It has been withdrawn: the cluster is another one now\.$/);
    await opened.until('#recommendations', /^Recommendations0 ?Nothing is recommended at the moment\.$/);
  });

  it('comes back when it is right again, and goes once somebody has done it', async () => {
    api.put(NODES, CUT_WRONG);
    api.remove(PODS, 'team/c');
    await opened.until('#recommendations h2', /1$/);
    await opened.until('.details .verdict', /^reshaperecut 1 GPU$/);
    api.put(NODES, nodeObject('gpu-1', { gpus: ['2g.10gb@0=team/a 2g.10gb@2=team/b 2g.10gb@4'] }));
    await opened.until('#recommendations h2', /0$/);
    await opened.until('.details', /It has been withdrawn/);
  });

  it('goes when the pod does not wait any more', async () => {
    api.put(NODES, CUT_WRONG);
    await opened.until('#recommendations h2', /1$/);
    api.remove(PODS, 'team/waits');
    await opened.until('#recommendations h2', /0$/);
    assert.deepEqual(opened.faults, []);
  });
});

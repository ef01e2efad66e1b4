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
const logger = pino({ level: 'silent' });

describe('the slice map of a cluster that changes', { timeout: 120_000 }, () => {
  let api: FakeApiServer;
  let source: FollowedCluster;
  let server: RunningServer;
  let browser: Browser;
  let opened: OpenedPage;
  before(async () => {
    api = await startFakeApiServer();
    api.put(NODES, nodeObject('gpu-1', { gpus: ['2g.10gb@0 2g.10gb@2 3g.20gb@4'] }));
    source = followCluster({ connection: api.connection, migConfigMaps: [], maxAgeSeconds: 60, logger });
    server = await serveFollowed(source);
    browser = await startChromium();
    opened = await openPage(browser, server.extender.url);
  });
  after(async () => {
    await browser.close();
    await server.stop();
    await source.stop();
    await api.stop();
  });

  const goTo = async (node: string): Promise<void> => {
    await opened.page.focus('#search');
    await opened.page.keyboard.press('Escape');
    await opened.page.type('#search', `node:${node}`);
    await opened.until('.found', /^1 GPU/);
    await opened.page.keyboard.press('Enter');
  };

  it('is live, and shows a pod within moments of its binding, wherever the focus is', async () => {
    await opened.until('#status', /^Live/);
    await goTo('gpu-1');
    assert.match(await opened.focused(), /2g\.10gb@0: idle; 2g\.10gb@2: idle/);
    api.put(NODES, nodeObject('gpu-1', { gpus: ['2g.10gb@0=team/a 2g.10gb@2 3g.20gb@4'] }));
    api.put(PODS, podObject('team/a', '2g.10gb', { on: 'gpu-1' }));
    await opened.until('.counts', /^1 node · 1 GPU · 75 % free · 0 waiting$/);
    assert.match(await opened.focused(), /^gpu-1, GPU 0: 2g\.10gb@0: used by team\/a; 2g\.10gb@2: idle/);
  });

  it('shows pods that begin to wait, with why, and that cease to', async () => {
    api.put(PODS, podObject('team/waits', '7g.40gb'));
    await opened.until('#waiting', /^Waiting pods1 ?full 1team\/waitsfull1 x 7g\.40gb$/);
    await opened.page.click('.causes .full');
    api.remove(PODS, 'team/waits');
    await opened.until('#waiting', /^Waiting pods0/);
    // A cause that was chosen can be given up also where no pod has it any more.
    await opened.until('.causes', /^full 0$/);
    await opened.page.click('.causes .full');
    await opened.until('.causes', /^$/);
  });

  it('shows nodes that come and go', async () => {
    api.put(NODES, nodeObject('gpu-2', { gpus: ['7g.40gb@0'] }));
    await opened.until('.counts', /^2 nodes · 2 GPUs/);
    await goTo('gpu-2');
    assert.match(await opened.focused(), /^gpu-2, GPU 0: 7g\.40gb@0: idle/);
    await opened.page.focus('#search');
    await opened.page.keyboard.press('Escape');
    api.remove(NODES, 'gpu-2');
    await opened.until('.counts', /^1 node · 1 GPU/);
  });

  it('keeps the ladder up to date, with its trend', async () => {
    await opened.until('.ladder tbody tr:nth-child(3)', /^2g\.10gb ?1/);
    await opened.until('.ladder .spark title', /^headroom of 1g\.5gb: \d+ to \d+$/);
  });

  it('does not lose what is being read: scroll, focus and search stay', async () => {
    await opened.page.type('#search', 'gpu');
    api.put(PODS, podObject('team/b', '3g.20gb'));
    await opened.until('#waiting h2', /1$/);
    assert.equal(await opened.page.evaluate('document.activeElement.id'), 'search');
    assert.equal(await opened.page.$eval('#search', (input) => ('value' in input ? input.value : '')), 'gpu');
    await opened.page.keyboard.press('Escape');
  });

  it('says that it has lost slicewise, and goes on by itself when it is back, as another run', async () => {
    const { port } = new URL(server.extender.url);
    await server.stop();
    await opened.until('#status', /the connection to slicewise is lost/);
    api.put(NODES, nodeObject('gpu-3', { gpus: [''] }));
    server = await serveFollowed(source, { port: Number(port) });
    await opened.until('.counts', /^2 nodes/);
    await opened.until('#status', /^Live2 nodes/);
  });

  it('broke nowhere meanwhile', () => {
    const others = opened.faults.filter(
      (fault) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/.test(fault),
    );
    assert.deepEqual(others, []);
  });
});

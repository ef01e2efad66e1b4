import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { Recommendation } from '../../src/advisor/recommendation.ts';
import { type Serving, serve } from '../command-line.ts';
import { startChromium } from './chromium.ts';
import { type OpenedPage, openPage } from './open-page.ts';

/** What fits `fixtures/mixed-cluster.yaml`: the idle 3g.20gb of a100-1 gives way to what team-vision/triton-2 waits for. */
const reshape: Recommendation = {
  id: 'one',
  rung: 'reshape',
  trigger: { kind: 'pending', pod: 'team-vision/triton-2', cause: 'reshape' },
  pool: 'A100-40GB/static',
  changes: [{ node: 'a100-1', gpu: 0, delete: ['3g.20gb@4'], create: ['2g.10gb@4', '1g.5gb@6'] }],
  moves: [],
  steps: [
    { kind: 'delete', node: 'a100-1', gpu: 0, instances: ['3g.20gb@4'] },
    { kind: 'create', node: 'a100-1', gpu: 0, instances: ['2g.10gb@4', '1g.5gb@6'] },
  ],
  batches: [],
  gain: {
    profiles: [{ profile: '2g.10gb', asShaped: [0, 1], reshaped: [4, 4], repacked: [8, 8] }],
    placeable: ['team-vision/triton-2'],
  },
  disruption: { podsRestarted: 0, slicesOffline: 4 },
  proof: { status: 'optimal', before: 0, objective: 1, bound: 1 },
  basis: { at: null, isInferred: false },
};

const stale: Recommendation = {
  ...reshape,
  id: 'two',
  steps: [{ kind: 'delete', node: 'a100-1', gpu: 0, instances: ['1g.5gb@6'] }],
};

describe('recommendations on the slice map', { timeout: 120_000 }, () => {
  let browser: Browser;
  let server: Serving;
  let opened: OpenedPage;
  before(async () => {
    [browser, server] = await Promise.all([startChromium(), serve('fixtures/mixed-cluster.yaml')]);
    opened = await openPage(browser, server.url, {
      async prepare(page) {
        await page.setRequestInterception(true);
        page.on('request', (request) => {
          const isAsked = request.url().endsWith('/api/v1/recommendations');
          const body = JSON.stringify({ recommendations: [reshape, stale] });
          void (isAsked ? request.respond({ contentType: 'application/json', body }) : request.continue());
        });
      },
    });
  });
  after(async () => {
    await browser.close();
    await server.stop('SIGTERM');
  });

  it('are listed with what they do and gain', async () => {
    await opened.until('#recommendations h2', /^Recommendations2$/);
    assert.equal(
      await opened.text('#recommendations li'),
      'recut 1 GPUreshapeA100-40GB/static: 1 waiting pod fits, +1 2g.10gb',
    );
  });

  it('are shown before and after on the GPUs that they change, with gain and cost', async () => {
    await opened.page.click('#recommendations li button');
    await opened.until('.details .verdict', /^reshaperecut 1 GPU$/);
    const text = await opened.text('.details');
    assert.match(
      text,
      /No pod is disturbed; memory slices offline meanwhile: 4\. ?Then there is a place for team-vision\/triton-2\./,
    );
    assert.match(await opened.text('.change .before'), /triton-1 ?3g\.20gbidle$/);
    assert.match(await opened.text('.change .after'), /triton-1 ?2g\.10gbidle ?1g\.5gbidle$/);
    assert.match(text, /2g\.10gb0 → 148/);
    assert.match(text, /Proved: no other change gains more/);
    assert.equal(await opened.page.$$eval('.change [role=alert], .details [role=alert]', (alerts) => alerts.length), 0);
  });

  it('lead to their GPUs on the map', async () => {
    await opened.page.click('.change figcaption button');
    assert.match(await opened.focused(), /^a100-1, GPU 0/);
  });

  it('say where the cluster has changed since', async () => {
    await opened.page.click('#recommendations li:nth-child(2) button');
    await opened.until('.details [role=alert]', /^The cluster has changed since: GPU 0 of a100-1 has no 1g\.5gb@6\.$/);
    assert.deepEqual(opened.faults, []);
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { BUSY_CLUSTER, formatList, generateCluster } from '../../bench/cluster/generate.ts';
import { type Serving, serve } from '../command-line.ts';
import { startChromium } from './chromium.ts';
import { type OpenedPage, openPage } from './open-page.ts';

/** How long the first picture may take here, in milliseconds. `npm run bench:map` measures; this only notices when it is lost. */
const MOST_MS = 8_000;

describe('the slice map of 5,000 nodes with 8 GPUs each', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slicewise-map-'));
  let browser: Browser;
  let server: Serving;
  let opened: OpenedPage;
  before(async () => {
    const file = path.join(folder, 'cluster.json');
    writeFileSync(file, formatList(generateCluster({ ...BUSY_CLUSTER, nodes: 5000 })));
    [browser, server] = await Promise.all([startChromium(), serve(file)]);
    opened = await openPage(browser, server.url);
  });
  after(async () => {
    await browser.close();
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true });
  });

  it('has its first picture soon', async () => {
    const took = Number(
      await opened.page.evaluate("performance.getEntriesByName('slicewise:first-picture')[0].startTime"),
    );
    assert.ok(took < MOST_MS, `${took} ms`);
    assert.match(await opened.text('.counts'), /^5,000 nodes · 40,000 GPUs/);
  });

  it('sends a picture of half a megabyte, once', async () => {
    const sizes = await opened.page.evaluate(
      "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/map.json')).map(({ encodedBodySize }) => encodedBodySize)",
    );
    assert.ok(Array.isArray(sizes));
    assert.equal(sizes.length, 1);
    assert.ok(Number(sizes[0]) < 1e6, String(sizes[0]));
  });

  it('has elements and canvases only for what is near, wherever it is scrolled to', async () => {
    for (const share of [0, 0.5, 1]) {
      await opened.page.$eval('#map', (map, share) => map.scrollTo(0, share * map.scrollHeight), share);
      await opened.page.waitForFunction('document.querySelectorAll(".band").length > 0');
      await new Promise((resolve) => setTimeout(resolve, 200));
      const [bands, elements] = await opened.page.evaluate(() => [
        document.querySelectorAll('.band').length,
        document.querySelectorAll('*').length,
      ]);
      assert.ok(Number(bands) <= 12, `${bands} canvases`);
      assert.ok(Number(elements) < 1500, `${elements} elements`);
    }
  });

  it('is found in and gone to as a small one is', async () => {
    await opened.page.type('#search', 'node:gpu-04321');
    await opened.until('.found', /^8 GPUs on 1 node$/);
    await opened.page.keyboard.press('Enter');
    assert.match(await opened.focused(), /^gpu-04321, GPU 0: /);
    await opened.page.keyboard.press('3');
    await opened.until('.zoom [aria-pressed=true]', /^L$/);
    assert.deepEqual(opened.faults, []);
  });
});

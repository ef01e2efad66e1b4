import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { Recommendation } from '../../src/advisor/recommendation.ts';
import { type Serving, serve } from '../command-line.ts';
import { startChromium } from './chromium.ts';
import { type OpenedPage, openPage } from './open-page.ts';

const SNAPSHOT = 'fixtures/mixed-cluster.yaml';

describe('recommendations of a running slicewise on the slice map', { timeout: 120_000 }, () => {
  let browser: Browser;
  let server: Serving;
  let opened: OpenedPage;
  before(async () => {
    [browser, server] = await Promise.all([startChromium(), serve(SNAPSHOT)]);
    opened = await openPage(browser, server.url);
  });
  after(async () => {
    await browser.close();
    await server.stop('SIGTERM');
  });

  /** What the API says is recommended. */
  async function recommended(rung: string): Promise<Recommendation> {
    const answer = await (await fetch(`${server.url}/api/v1/recommendations`)).json();
    const found: readonly Recommendation[] = answer.recommendations;
    return found.find((each) => each.rung === rung && each.trigger.kind === 'pending') ?? assert.fail(rung);
  }

  /** Opens the one with this trigger by a click. */
  async function open(title: RegExp): Promise<void> {
    const titles = await opened.page.$$eval('#recommendations li', (items) => items.map((item) => item.textContent));
    const at = titles.findIndex((text) => title.test(text ?? ''));
    assert.notEqual(at, -1, titles.join('\n'));
    await opened.page.click(`#recommendations li:nth-child(${at + 1}) button`);
  }

  it('are there soon after the start, without a click, with what they do and gain', async () => {
    await opened.until('#recommendations h2', /^Recommendations3$/);
    assert.equal(
      await opened.text('#recommendations li:nth-child(2)'),
      'recut 1 GPUreshapeA100-40GB/static: 1 waiting pod fits, +1 2g.10gb',
    );
  });

  it('are shown before and after on the GPUs that they change, with gain and cost', async () => {
    await open(/recut 1 GPUreshape/);
    await opened.until('.details .verdict', /^reshaperecut 1 GPU$/);
    const { changes, gain, disruption } = await recommended('reshape');
    const [change = assert.fail(), ...others] = changes;
    assert.deepEqual([others, disruption.podsRestarted], [[], 0]);
    const text = await opened.text('.details');
    assert.match(text, /pool A100-40GB\/static; team-vision\/triton-2 waits/);
    assert.match(text, /No pod is disturbed; memory slices offline meanwhile: 0\./);
    assert.match(text, new RegExp(`Then there is a place for ${gain.placeable.join(', ')}\\.`));
    assert.equal(await opened.text('.change figcaption'), `${change.node} GPU ${change.gpu}`);
    // Only the created instance tells the two apart: 2g.10gb@2, on the free slices of a GPU with a 2g.10gb in use.
    assert.deepEqual(change.create, ['2g.10gb@2']);
    const windows = (row: string): Promise<readonly string[]> =>
      opened.page.$$eval(`.change ${row} .window`, (all) => all.map((each) => String(each.ariaLabel)));
    const [before, after] = [await windows('.before'), await windows('.after')];
    assert.ok(before.includes('slice 2: no instance') && before.includes('slice 3: no instance'), before.join());
    assert.ok(after.includes('2g.10gb@2: idle') && !after.some((each) => /slice [23]:/.test(each)), after.join());
    const untouched = before.filter((each) => !/slice [23]:/.test(each));
    assert.deepEqual(
      after.filter((each) => each !== '2g.10gb@2: idle'),
      untouched,
    );
    assert.match(text, /2g\.10gb0 → 148/);
    assert.match(text, /Proved: no other way is cheaper/);
    assert.equal(await opened.page.$$eval('.details [role=alert]', (alerts) => alerts.length), 0);
  });

  it('are shown before and after with the pods that they restart, and where to', async () => {
    await open(/restart 1 pod/);
    await opened.until('.details .verdict', /^movesrecut 1 GPU, restart 1 pod$/);
    const { moves } = await recommended('moves');
    const [move = assert.fail()] = moves;
    const name = move.pod.slice(move.pod.indexOf('/') + 1);
    assert.match(await opened.text('.change figcaption'), new RegExp(`^${move.from} GPU`));
    assert.match(await opened.text('.change .before'), new RegExp(`1g\\.5gb${name}`));
    assert.match(await opened.text('.change .after'), /^after.*4g\.20gbidle/);
    assert.ok(!(await opened.text('.change .after')).includes(name));
    assert.match(
      await opened.text('.details'),
      new RegExp(`${move.pod} then has an idle instance on ${move.to}: which, the kubelet chooses\\.`),
    );
    assert.match(await opened.text('.details .steps'), new RegExp(`restart ${move.pod}: ${move.from} to ${move.to}`));
    assert.equal(await opened.page.$$eval('.details [role=alert]', (alerts) => alerts.length), 0);
  });

  it('lead to their GPUs on the map', async () => {
    await open(/recut 1 GPUreshape/);
    await opened.until('.details .verdict', /^reshaperecut 1 GPU$/);
    await opened.page.click('.change figcaption button');
    assert.match(await opened.focused(), /^a100-1, GPU 3/);
  });

  it('broke nowhere', () => assert.deepEqual(opened.faults, []));
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { headroomSchema } from '../../src/api/headroom-schema.ts';
import { type Serving, serve, slicewise } from '../command-line.ts';
import { startChromium } from './chromium.ts';
import { type OpenedPage, openPage } from './open-page.ts';

const SNAPSHOT = 'fixtures/mixed-cluster.yaml';

describe('the slice map in a browser', { timeout: 120_000 }, () => {
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

  /** Empties the search and types another. */
  const search = async (text: string): Promise<void> => {
    await opened.page.focus('#search');
    await opened.page.keyboard.press('Escape');
    await opened.page.type('#search', text);
  };
  const press = async (...keys: readonly Parameters<typeof opened.page.keyboard.press>[0][]): Promise<void> => {
    for (const key of keys) await opened.page.keyboard.press(key);
  };

  it('says what it shows, and every pool with its ladder', async () => {
    assert.equal(await opened.text('.counts'), '9 nodes · 19 GPUs · 26 % free · 7 waiting');
    assert.match(await opened.text('#status'), /^Frozen snapshot/);
    assert.match(await opened.text('#pools'), /^Pools5 ?A100-40GB\/carve2 GPUs/);
    // As `slicewise fragmentation` has it: 3g.20gb in carve mode 0, 1, 2, and what could be cut at once is not stranded.
    assert.match(await opened.text('.pool .ladder tbody tr:nth-child(4)'), /^3g\.20gb01204$/);
    assert.match(
      await opened.text('.headings'),
      /A100-40GB\/static7 GPUs, 2 nodesmarked: 16 slices stranded for 2g\.10gb/,
    );
  });

  it('marks as many slices as the API says are stranded', async () => {
    const { pools } = headroomSchema.parse(await (await fetch(`${server.url}/api/v1/headroom`)).json());
    const headings = await opened.page.$$eval('.heading', (all) => all.map((each) => each.textContent ?? ''));
    for (const name of ['A100-40GB/carve', 'A100-40GB/static', 'H200-141GB/static']) {
      const heading = headings.find((text) => text.startsWith(name)) ?? assert.fail(name);
      const [, slices, profile] = /marked: (\d+) slices stranded for (\S+)$/.exec(heading) ?? assert.fail(heading);
      const pool = pools.find((each) => each.name === name) ?? assert.fail(name);
      const { stranded } = pool.profiles.find((each) => each.profile === profile) ?? assert.fail(profile);
      assert.equal(Number(slices), stranded.shape + stranded.placement, heading);
    }
  });

  it('finds a pod, goes to its GPU by Enter, and shows what is on it, by keys alone', async () => {
    await search('triton-1');
    await opened.until('.found', /^1 GPU on 1 node$/);
    await press('Enter');
    assert.match(
      await opened.focused(),
      /^a100-1, GPU 0: 2g\.10gb@0: used by team-vision\/triton-0; .* 3g\.20gb@4: idle; slices 4 and 5 /,
    );
    await opened.until('.tip', /2g\.10gb@2: used by team-vision\/triton-1/);
    await press('Enter');
    await opened.until('.details h2', /^a100-1 GPU 0$/);
    assert.match(await opened.text('.instances'), /2g\.10gb@2team-vision\/triton-13g\.20gb@4idle/);
    assert.equal(await opened.focused(), 'a100-1 GPU 0', 'the focus is where the news is');
    await press('Escape');
    await opened.until('.details', /^$/);
    assert.match(await opened.focused(), /^a100-1, GPU 0/, 'and goes back where it came from');
    await search('profile:4g.71');
    await opened.until('.found', /^1 GPU on 1 node$/);
    await press('Enter');
    assert.match(await opened.focused(), /^h200-1, GPU 0: 4g\.71gb@0/);
    await search('node:a30');
    await opened.until('.found', /^4 GPUs on 2 nodes$/);
    await search('no-such-thing');
    await opened.until('.map > .hint', /^No GPU meets the search/);
    await search('');
  });

  it('shows on hover what is under the pointer, and opens it by a click', async () => {
    await search('triton-1');
    await opened.until('.found', /1 GPU/);
    await press('Enter');
    const cell = await opened.page.$eval('.cell[tabindex="0"]', (element) => element.getBoundingClientRect().toJSON());
    await opened.page.mouse.move(cell.x + cell.width * 0.75, cell.y + cell.height / 2);
    await opened.until('.tip .pointed', /^3g\.20gb@4: idle$/);
    await opened.page.mouse.click(cell.x + cell.width * 0.25, cell.y + cell.height / 2);
    await opened.until('.details h2', /^a100-1 GPU 0$/);
    await opened.page.click('.instances button');
    await opened.until('.details .verdict', /^boundruns on a100-1 and holds 2g\.10gb@0 on GPU 0$/);
    await opened.page.click('.close');
    await search('');
  });

  it('explains a waiting pod, with the GPU of its way out before and after', async () => {
    await opened.until('#waiting .causes', /reshape 1/);
    await opened.page.click('#waiting .list li:last-child button');
    await opened.until('.details .verdict', /^reshapeit fits once idle instances are recut$/);
    const { stdout } = await slicewise(['explain', 'team-vision/triton-2', '-f', SNAPSHOT, '-o', 'json']);
    const { way } = JSON.parse(stdout);
    const [first] = way.steps;
    assert.match(await opened.text('.details'), new RegExp(way.text.replaceAll(/[.@+]/g, '\\$&')));
    assert.equal(await opened.text('.change figcaption'), `${first.node} GPU ${first.gpu}`);
    assert.doesNotMatch(await opened.text('.change .before'), /2g\.10gbidle/);
    assert.match(await opened.text('.change .after'), /2g\.10gbidle/);
    await press('Escape');
  });

  it('filters waiting pods by cause, and GPUs by pool and by what is stranded', async () => {
    await opened.page.click('.causes .pinned');
    await opened.until('#waiting .list', /^research\/simulate-1pinned1 x 7g\.40gb$/);
    await opened.page.click('.causes .pinned');
    await opened.page.select('#pool', 'A100-40GB/static');
    await opened.until('.headings', /^A100-40GB\/static7 GPUs, 2 nodes/);
    await opened.page.click('#stranded');
    await opened.until('.headings', /^A100-40GB\/static5 GPUs, 2 nodesmarked: 16 slices stranded for 2g\.10gb/);
    // Another profile, another picture: moving pods would make room for two 7g.40gb, on the GPUs with most free slices.
    await opened.page.click('.ladder tbody tr:nth-child(6) button');
    await opened.until('.headings', /^A100-40GB\/static4 GPUs, 2 nodesmarked: 16 slices stranded for 7g\.40gb/);
    await opened.page.click('.ladder tbody tr:nth-child(6) button');
    await opened.until('.map > .hint', /^No GPU meets/);
    await opened.page.click('#stranded');
    await opened.page.select('#pool', '');
    await opened.until('.headings', /^A100-40GB\/carve2 GPUs/);
  });

  it('is used by keys: skip links, arrows, sizes, and a focus that is seen', async () => {
    const other = await openPage(browser, server.url);
    const { page } = other;
    await page.keyboard.press('Tab');
    assert.equal(await other.focused(), 'Skip to the search');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.match(await other.focused(), /^a100-carve-1, GPU 0: 4g\.20gb@0/);
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    assert.equal(outline, 'solid');
    await page.keyboard.press('ArrowRight');
    assert.match(await other.focused(), /^a100-carve-1, GPU 1: /);
    await page.keyboard.press('ArrowDown');
    assert.match(await other.focused(), /^a100-1, GPU 1: /);
    await page.keyboard.down('Control');
    await page.keyboard.press('End');
    await page.keyboard.up('Control');
    assert.match(await other.focused(), /^h100-train-2, GPU 7: NVIDIA-H100-80GB-HBM3, handed out whole$/);
    const rows = await page.$$eval('.cell', (cells) => cells.length);
    assert.equal(rows, 8, 'elements for one node only');
    for (const [key, size] of [
      ['1', 'Small'],
      ['2', 'Medium'],
      ['3', 'Large'],
    ] as const) {
      await page.keyboard.press(key);
      await other.until('.zoom [aria-pressed=true]', new RegExp(`^${size.charAt(0)}$`));
    }
    assert.match(await other.focused(), /^h100-train-2, GPU 7/, 'the cursor stays where it was');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate('document.activeElement.id'), 'search');
    await other.close();
  });

  it('names everything that can be used, and tells the grid as one', async () => {
    const nameless = await opened.page.$$eval('button, input, select, [role=img], [role=gridcell]', (elements) =>
      elements
        .filter((each) => !each.ariaLabel && !each.textContent?.trim() && each.closest('label') === null)
        .map((each) => each.outerHTML),
    );
    assert.deepEqual(nameless, []);
    const grid = await opened.page.$('aria/[role="grid"]');
    assert.ok(grid !== null);
    const cell = await grid.$('[role=gridcell][tabindex="0"]');
    assert.match(String(await cell?.evaluate((element) => element.ariaLabel)), /^a100/);
    const [rows] = await opened.page.$$eval('[role=grid]', (grids) => grids.map((grid) => grid.ariaRowCount));
    assert.equal(rows, '9');
  });

  it('is light or dark as the system is, or as was chosen, also after it is loaded again', async () => {
    const ground = (page: OpenedPage): Promise<unknown> =>
      page.page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await openPage(browser, server.url, { theme: 'dark' });
    const [night, day] = [await ground(dark), await ground(opened)];
    assert.notEqual(night, day);
    await dark.page.click('#theme');
    assert.equal(await dark.text('#theme'), 'Theme: light');
    assert.equal(await ground(dark), day);
    await dark.page.reload();
    await dark.until('#theme', /^Theme: light$/);
    assert.equal(await ground(dark), day);
    assert.deepEqual(dark.faults, []);
    await dark.close();
  });

  it('explains its keys and words in a dialog that Esc closes', async () => {
    await opened.page.click('#help');
    assert.match(await opened.text('dialog[open]'), /^Keys.*repacked.*stranded/);
    await press('Escape');
    await opened.until('dialog', /^$/);
  });

  it('can be read without script', async () => {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(server.url);
    await page.waitForSelector('#pool-0');
    assert.equal(page.url(), `${server.url}/plain`);
    const [, style] = await page.$eval('.gpu .box.used', (box) => [
      box.className,
      getComputedStyle(box).gridColumnStart,
    ]);
    assert.equal(style, '1', 'its style sheet is used');
    await page.close();
  });

  it('asked for nothing elsewhere, met its security policy, and broke nowhere', () => {
    assert.deepEqual(opened.faults, []);
  });

  it('would have told of a script that is not its own', async () => {
    const other = await openPage(browser, server.url);
    await other.page
      .evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=https://example.org/x.png>')")
      .catch(() => {});
    await other.page.evaluate(
      "const s = document.createElement('style'); s.textContent = 'a{}'; document.head.append(s)",
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.ok(
      other.faults.some((fault) => fault.includes('style-src')),
      other.faults.join(),
    );
    await other.close();
  });
});

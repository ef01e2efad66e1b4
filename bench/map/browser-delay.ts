import type { Browser } from 'puppeteer-core';
import type { ServerProcess } from '../latency/server-process.ts';
import { cpuSeconds } from '../throughput/cpu-time.ts';

/** What a browser needs for the map, in milliseconds. */
export interface BrowserDelays {
  /** From the address entered to the first picture. */
  readonly firstPicture: readonly number[];
  /** Of the processors, until then: what the page's process used, its own start included, and the server. */
  readonly cpu: readonly number[];
  /** Between two frames while the map is scrolled from its top to its end. */
  readonly frames: readonly number[];
}

/** Time that scrolling through the whole map takes. */
const SCROLL_MS = 4_000;

/** Opens the map so many times in a window of this width, and scrolls through it the last time. */
export async function measureBrowser(
  browser: Browser,
  { url, pid }: Pick<ServerProcess, 'url' | 'pid'>,
  width: number,
  loads: number,
): Promise<BrowserDelays> {
  const firstPicture: number[] = [];
  const cpu: number[] = [];
  let frames: readonly number[] = [];
  for (let load = 0; load < loads; load++) {
    // A context of its own: nothing is kept from the last time.
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width, height: Math.round(width * 0.5625) });
    const client = await page.createCDPSession();
    await client.send('Performance.enable');
    const before = await cpuSeconds(pid);
    await page.goto(url);
    await page.waitForFunction("performance.getEntriesByName('slicewise:first-picture').length > 0");
    const { metrics } = await client.send('Performance.getMetrics');
    const ofPage = metrics.find(({ name }) => name === 'ProcessTime')?.value ?? Number.NaN;
    cpu.push(1000 * (ofPage + (await cpuSeconds(pid)) - before));
    firstPicture.push(
      Number(await page.evaluate("performance.getEntriesByName('slicewise:first-picture')[0].startTime")),
    );
    if (load === loads - 1) frames = asNumbers(await page.evaluate(SCROLL));
    await context.close();
  }
  return { firstPicture, cpu, frames };
}

const SCROLL = `new Promise((resolve) => {
  const map = document.getElementById('map');
  const frames = [];
  const began = performance.now();
  let last = began;
  const step = (now) => {
    frames.push(now - last);
    last = now;
    map.scrollTop = ((now - began) / ${SCROLL_MS}) * map.scrollHeight;
    if (now - began < ${SCROLL_MS}) requestAnimationFrame(step);
    else resolve(frames.slice(1));
  };
  requestAnimationFrame(step);
})`;

function asNumbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

import { Command } from 'commander';
import { formatTable } from '../../src/cli/table.ts';
import { positive } from '../../src/cli/whole-number.ts';
import { startChromium } from '../../test/browser/chromium.ts';
import { startServerProcess } from '../latency/server-process.ts';
import { quantile } from '../statistics/quantile.ts';
import { measureBrowser } from './browser-delay.ts';
import { measureVerbDelays } from './verb-delay.ts';

/**
 * `npm run bench:map`: how soon the slice map of a cluster that changes is there, how smoothly it scrolls, and what pages
 * that follow it cost the verbs.
 */
const asked = new Command('npm run bench:map --')
  .description('The slice map of a changing cluster: first picture, scrolling, and the delay of filter by open pages.')
  .option('--nodes <count>', 'nodes, of 8 GPUs each', positive, 5000)
  .option('--loads <count>', 'times to open the map, for each width', positive, 5)
  .option('--viewers <count>', 'pages that follow the map meanwhile', positive, 50)
  .option('--rounds <count>', 'calls of filter to measure, with and without pages', positive, 300)
  .parse()
  .opts<{ readonly nodes: number; readonly loads: number; readonly viewers: number; readonly rounds: number }>();

/** The first picture of 5,000 nodes. */
const BAR_MS = 2_000;

progress(`a cluster of ${asked.nodes} nodes, 100 of which change each second`);
const script = new URL('./changing-server.ts', import.meta.url).pathname;
const server = await startServerProcess(script, [String(asked.nodes)]);
try {
  const browser = await startChromium();
  const seen: string[][] = [];
  let missed = 0;
  try {
    for (const width of [1280, 2560]) {
      progress(`opening the map, ${width} pixels wide`);
      const { firstPicture, cpu, frames } = await measureBrowser(browser, server, width, asked.loads + 1);
      const [[first = Number.NaN, ...later], [firstCpu = Number.NaN, ...laterCpu]] = [firstPicture, cpu];
      const pictures = [first, firstCpu, quantile(later, 0.5), quantile(laterCpu, 0.5), Math.max(...later)];
      const paces = [0.5, 0.95, 1].map((share) => quantile(frames, share));
      seen.push([String(width), ...[...pictures, ...paces].map((milliseconds) => milliseconds.toFixed(0))]);
      missed += firstPicture.filter((milliseconds) => milliseconds > BAR_MS).length;
    }
  } finally {
    await browser.close();
  }
  const delays: (readonly string[])[] = [];
  for (const viewers of [0, asked.viewers]) {
    progress(`filter, ${viewers} pages following`);
    const milliseconds = await measureVerbDelays(server.url, asked.nodes, viewers, asked.rounds);
    delays.push([String(viewers), ...[0.5, 0.95, 0.99].map((share) => quantile(milliseconds, share).toFixed(1))]);
  }
  const titles = ['width', 'first load', 'its CPU', 'later loads', 'their CPU', 'worst', 'frame', '95 %', 'longest'];
  process.stdout.write(`In the browser, milliseconds\n${table(titles, seen)}\n`);
  process.stdout.write('  CPU: of the page and the server together, until the first picture\n');
  process.stdout.write(`  bar: first picture within ${BAR_MS}: ${missed === 0 ? 'met' : `MISSED ${missed} times`}\n\n`);
  process.stdout.write(
    `filter of ${asked.nodes} nodes, milliseconds\n${table(['pages', 'p50', 'p95', 'p99'], delays)}\n`,
  );
} finally {
  await server.stop();
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return formatTable(
    titles.map((title) => ({ title, align: 'right' })),
    rows,
  );
}

function progress(text: string): void {
  process.stderr.write(`${text} …\n`);
}

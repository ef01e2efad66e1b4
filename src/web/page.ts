import { type ComponentChild, Fragment, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { type FragmentationReport, reportFragmentation } from '../advisor/fragmentation.ts';
import { sliceMapSteps } from '../advisor/slice-map.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import type { StateSource } from '../cluster/state-source.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import { counted } from '../counted.ts';
import { atOnce, type Steps } from '../sliced.ts';
import { legend } from './gpu-drawing.ts';
import { drawProblems, drawUnused, drawWhole, problemsBeside } from './page-lists.ts';
import { drawOrigin } from './page-origin.ts';
import { drawPool, explainLadder } from './page-pool.ts';
import { drawWaiting } from './page-waiting.ts';

/** More GPUs than this are drawn folded: those that look alike as one. */
const MOST_GPUS = 200;

/** What is shown beside the state. */
export interface PageOptions {
  readonly pools: PoolOptions;
  /** Name of the policy by which the extender places pods. */
  readonly policy: string;
  /** The folder that the style sheet and the icon are in. */
  readonly assets: string;
}

/** The slice map as a page that needs no script. */
export function renderPage(cluster: Cluster, source: StateSource, options: PageOptions): string {
  return atOnce(pageSteps(cluster, reportFragmentation(cluster, options.pools), source, options));
}

/** The same page, made in steps from the state's report. */
export function* pageSteps(
  cluster: Cluster,
  report: FragmentationReport,
  source: StateSource,
  { pools, policy, assets }: PageOptions,
): Steps<string> {
  const { sections, uncut } = yield* sliceMapSteps(cluster, { ...pools, foldAbove: MOST_GPUS });
  const reports = new Map(report.pools.map((pool) => [pool.name, pool]));
  const waiting = yield* waitingSteps(cluster);
  const problems = problemsBeside(uncut, allProblems(cluster));
  const whole = uncut.filter(({ reason }) => reason === undefined).length;
  const links: readonly Link[] = [
    ...sections.map(({ pool, freeSlices, gpus, slicesPerGpu }, index) => ({
      id: `pool-${index}`,
      text: pool,
      note: `${counted(gpus, 'GPU')}, ${Math.round((100 * freeSlices) / (gpus * slicesPerGpu))} % free`,
    })),
    { id: 'waiting', text: 'Waiting pods', note: waiting.length },
    { id: 'whole', text: 'Whole GPUs', note: whole },
    { id: 'unused', text: 'Not used', note: uncut.length - whole },
    { id: 'problems', text: 'Problems', note: problems.length },
  ].filter(({ note }) => note !== 0);
  const header = h(
    'header',
    {},
    h('h1', {}, 'slicewise', h('small', {}, summary(cluster, waiting.length))),
    drawOrigin(cluster, source, policy),
    legend(),
    sections.length > 0 ? explainLadder() : null,
    links.length > 1 ? drawLinks(links) : null,
  );
  const main = [
    ...sections.map((section, index) => () => drawPool(section, reports.get(section.pool), `pool-${index}`)),
    () => drawWaiting(waiting, source.origin, 'waiting'),
    () => drawWhole(uncut, 'whole'),
    () => drawUnused(uncut, 'unused'),
    () => drawProblems(problems, 'problems'),
  ];
  let drawn = '';
  for (const draw of main) {
    yield;
    drawn += renderToString(h(Fragment, {}, draw()));
  }
  const body = h('body', {}, header, h('main', { dangerouslySetInnerHTML: { __html: drawn } }));
  return `<!doctype html>\n${renderToString(h('html', { lang: 'en' }, drawHead(assets), body))}\n`;
}

function drawHead(assets: string): ComponentChild {
  return h(
    'head',
    {},
    h('meta', { charset: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', {}, 'slicewise: slice map, plain'),
    h('link', { rel: 'icon', href: `/assets/${assets}/icon.svg` }),
    h('link', { rel: 'stylesheet', href: `/assets/${assets}/plain.css` }),
  );
}

function summary({ nodes }: Cluster, waiting: number): string {
  const gpus = nodes.reduce((sum, { migGpus }) => sum + migGpus.length, 0);
  const withGpus = nodes.filter((node) => node.gpus.length > 0).length;
  return [
    `${counted(gpus, 'GPU')} in MIG mode`,
    `${counted(withGpus, 'node')} with GPUs`,
    `${counted(waiting, 'pod')} waiting`,
  ].join(', ');
}

interface Link {
  readonly id: string;
  readonly text: string;
  readonly note: string | number;
}

function drawLinks(links: readonly Link[]): ComponentChild {
  return h(
    'nav',
    { 'aria-label': 'Parts of this page' },
    links.map(({ id, text, note }) => h('a', { href: `#${id}` }, text, h('small', {}, note))),
  );
}

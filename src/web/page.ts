import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { counted } from '../advisor/counted.ts';
import { type PoolReport, reportFragmentation } from '../advisor/fragmentation.ts';
import type { PoolOptions } from '../advisor/pools.ts';
import { factsOf, type MapRow, type MapSection, sliceMap, type UncutGpu } from '../advisor/slice-map.ts';
import { allProblems, type Cluster } from '../cluster/cluster.ts';
import type { Problem } from '../cluster/problem.ts';
import { drawGpu, legend, patterns } from './gpu-drawing.ts';
import { STYLE } from './style.ts';

/** More GPUs than this are drawn folded: those that look alike as one. */
const MOST_GPUS = 200;

/** The slice map as one self-contained HTML page: no script, nothing loaded from elsewhere. */
export function renderPage(cluster: Cluster, pools: PoolOptions): string {
  const gpus = cluster.nodes.reduce((sum, { migGpus }) => sum + migGpus.length, 0);
  const { sections, uncut } = sliceMap(cluster, { ...pools, fold: gpus > MOST_GPUS });
  const reports = new Map(reportFragmentation(cluster, pools).pools.map((report) => [report.name, report]));
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', {}, 'slicewise: slice map'),
      h('style', { dangerouslySetInnerHTML: { __html: STYLE } }),
    ),
    h(
      'body',
      {},
      patterns(),
      h('header', {}, h('h1', {}, 'slicewise', h('small', {}, summary(cluster, gpus))), legend()),
      h(
        'main',
        {},
        ...sections.map((section) => drawSection(section, reports.get(section.pool))),
        drawUncut(uncut),
        drawProblems(allProblems(cluster)),
      ),
    ),
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function summary({ nodes, pods }: Cluster, gpus: number): string {
  const withGpus = nodes.filter((node) => node.gpus.length > 0).length;
  const pending = [...pods.values()].filter(
    (pod) => pod.node === undefined && !pod.isFinished && pod.gpus.instances.length > 0,
  );
  return [
    `${counted(gpus, 'GPU')} in MIG mode`,
    `${counted(withGpus, 'node')} with GPUs`,
    `${counted(pending.length, 'pod')} waiting for instances`,
  ].join(', ');
}

function drawSection(section: MapSection, report: PoolReport | undefined): ComponentChild {
  const { pool, memorySlices, rows } = section;
  return h(
    'section',
    {},
    h('h2', {}, pool),
    h('p', { class: 'facts' }, factsOf(section).join(' · ')),
    h(
      'div',
      { class: 'pool' },
      h('div', { class: 'gpus' }, ...rows.flatMap((row) => drawRow(row, memorySlices))),
      report === undefined ? null : drawLadder(report),
    ),
  );
}

function drawRow({ segments, gpus }: MapRow, memorySlices: number): readonly ComponentChild[] {
  const names = gpus.slice(0, 3).map(({ node, index }) => `${node} GPU ${index}`);
  const more = gpus.length > names.length ? `, and ${gpus.length - names.length} more` : '';
  const count = gpus.length > 1 ? `${gpus.length} GPUs: ` : '';
  return [h('span', { class: 'name' }, `${count}${names.join(', ')}${more}`), drawGpu(segments, memorySlices)];
}

/** Headroom on the three rungs, profile by profile. */
function drawLadder({ profiles }: PoolReport): ComponentChild {
  const shown = profiles.filter(({ profile, inDemand }) => inDemand || /gb$/.test(profile));
  const titles = ['profile', 'as shaped', 'reshaped', 'repacked', 'stranded'];
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        titles.map((title) => h('th', {}, title)),
      ),
    ),
    h(
      'tbody',
      {},
      shown.map(({ profile, inDemand, asShaped, reshaped, reshapedMost, repacked, stranded }) => {
        const slices = stranded.shape + stranded.placement;
        return h(
          'tr',
          { class: inDemand ? '' : 'rare', title: inDemand ? undefined : 'not in demand' },
          h('td', {}, profile),
          h('td', {}, asShaped),
          h('td', {}, reshaped === reshapedMost ? reshaped : `${reshaped} to ${reshapedMost}`),
          h('td', {}, repacked),
          h(
            'td',
            {
              class: inDemand && slices > 0 ? 'stranded' : '',
              title: `${stranded.shape} by shape, ${stranded.placement} by placement`,
            },
            slices,
          ),
        );
      }),
    ),
  );
}

function drawUncut(uncut: readonly UncutGpu[]): ComponentChild {
  if (uncut.length === 0) return null;
  const lines = Map.groupBy(
    uncut,
    ({ node, product, reason }) => `${node}: ${product}, ${reason ?? 'whole, not in MIG mode'}`,
  );
  return h(
    'section',
    {},
    h('h2', {}, 'Not cut'),
    h(
      'ul',
      { class: 'plain' },
      [...lines].map(([text, gpus]) => h('li', {}, gpus.length === 1 ? text : `${gpus.length} GPUs of ${text}`)),
    ),
  );
}

function drawProblems(problems: readonly Problem[]): ComponentChild {
  if (problems.length === 0) return null;
  return h(
    'section',
    { class: 'warn' },
    h('h2', {}, 'Problems'),
    h(
      'ul',
      { class: 'plain' },
      problems.map(({ object, message }) => h('li', {}, `${object}: ${message}`)),
    ),
  );
}

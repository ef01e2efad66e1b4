import { type ComponentChild, h } from 'preact';
import type { PoolReport } from '../advisor/fragmentation.ts';
import { type LadderRow, ladderOf } from '../advisor/ladder.ts';
import { factsOf, type MapRow, type MapSection } from '../advisor/slice-map.ts';
import { counted } from '../counted.ts';
import { drawGpu, drawRuler } from './gpu-drawing.ts';

/** Rows that a pool shows at once; a click shows the others. */
const MOST_ROWS = 24;

/** GPUs that the title of a folded row names. */
const MOST_NAMES = 12;

/** A pool: its GPUs as rows of memory slices, beside the headroom on the three rungs. */
export function drawPool(section: MapSection, report: PoolReport | undefined, id: string): ComponentChild {
  const { pool, slicesPerGpu, rows, isFolded } = section;
  const [first, others] = [rows.slice(0, MOST_ROWS), rows.slice(MOST_ROWS)];
  const shape = [isFolded ? 'folded' : '', others.length > 0 || isFolded ? 'long' : ''].filter(Boolean).join(' ');
  return h(
    'section',
    { id },
    h('h2', {}, pool),
    h(
      'p',
      { class: 'facts' },
      [...factsOf(section), ...(isFolded ? ['GPUs that look alike share a row'] : [])].join(' · '),
    ),
    h(
      'div',
      { class: 'pool' },
      h('div', { class: `map ${shape}`.trim() }, drawRows(first, slicesPerGpu), drawOthers(others, slicesPerGpu)),
      report === undefined ? null : h('div', { class: 'ladder' }, drawLadder(report)),
    ),
  );
}

/** What the columns of the tables mean, once for the whole page. */
export function explainLadder(): ComponentChild {
  return h('dl', { class: 'rungs' }, [
    h('dt', {}, 'Further instances possible'),
    h('dd', {}, RUNGS.flatMap(term)),
    h('dt', {}, 'Stranded memory slices'),
    h('dd', {}, 'free, and of no use to the profile: ', STRANDED.flatMap(term), 'Grey profiles are not in demand.'),
  ]);
}

function term({ title, meaning }: Column, index: number, { length }: readonly Column[]): readonly ComponentChild[] {
  return [h('b', {}, title), ` ${meaning}${index + 1 < length ? '; ' : '. '}`];
}

function drawOthers(rows: readonly MapRow[], slicesPerGpu: number): ComponentChild {
  if (rows.length === 0) return null;
  const gpus = rows.reduce((sum, row) => sum + row.gpus.length, 0);
  return h(
    'details',
    {},
    h('summary', {}, `${counted(gpus, 'more GPU')} in ${counted(rows.length, 'row')}`),
    drawRows(rows, slicesPerGpu),
  );
}

/** Rows under the numbers of their slices, which stay in sight while the rows scroll. */
function drawRows(rows: readonly MapRow[], slicesPerGpu: number): ComponentChild {
  return h(
    'div',
    { class: 'gpus' },
    h('div', { class: 'head corner' }),
    h('div', { class: 'head' }, drawRuler(slicesPerGpu)),
    rows.flatMap((row) => drawRow(row, slicesPerGpu)),
  );
}

function drawRow({ segments, gpus }: MapRow, slicesPerGpu: number): readonly ComponentChild[] {
  const [first] = gpus;
  const names = gpus.slice(0, MOST_NAMES).map(({ node, index }) => `${node} GPU ${index}`);
  const more = gpus.length > names.length ? `, and ${gpus.length - names.length} more` : '';
  return [
    h(
      'div',
      { class: 'name', title: `${names.join(', ')}${more}` },
      gpus.length > 1 ? `${gpus.length} GPUs like ` : '',
      // Only the node's name gives way where it is narrow, so that the GPU's index stays legible.
      h('span', {}, first?.node),
      ` GPU ${first?.index}`,
    ),
    drawGpu(segments, slicesPerGpu),
  ];
}

interface Column {
  readonly title: string;
  readonly meaning: string;
}

const RUNGS: readonly Column[] = [
  { title: 'as shaped', meaning: 'in the idle instances as they are' },
  { title: 'reshaped', meaning: 'once idle instances are recut, disturbing no pod' },
  { title: 'repacked', meaning: 'once pods are moved too' },
];

const STRANDED: readonly Column[] = [
  { title: 'by shape', meaning: 'until idle instances are recut' },
  { title: 'by placement', meaning: 'until pods are moved' },
];

function drawLadder(report: PoolReport): ComponentChild {
  const heading = ({ title, meaning }: Column, index: number) =>
    h('th', { scope: 'col', title: meaning, class: index === 0 ? 'first' : undefined }, title);
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('td', { class: 'blank' }),
        h('th', { class: 'group', colSpan: RUNGS.length, scope: 'colgroup' }, 'further instances possible'),
        h('th', { class: 'group', colSpan: STRANDED.length, scope: 'colgroup' }, 'stranded memory slices'),
      ),
      h('tr', {}, h('th', { scope: 'col' }, 'profile'), RUNGS.map(heading), STRANDED.map(heading)),
    ),
    h('tbody', {}, ladderOf(report).map(drawProfile)),
  );
}

function drawProfile(row: LadderRow): ComponentChild {
  const warn = (slices: string) => (row.inDemand && slices !== '0' ? 'stranded' : '');
  return h(
    'tr',
    row.inDemand ? {} : { class: 'rare', title: 'not in demand' },
    h('td', {}, row.profile),
    h('td', { class: 'first' }, row.asShaped),
    h('td', {}, row.reshaped),
    h('td', {}, row.repacked),
    h('td', { class: `first ${warn(row.byShape)}`.trim() }, row.byShape),
    h('td', { class: warn(row.byPlacement) || undefined }, row.byPlacement),
  );
}

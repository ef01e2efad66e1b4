import { styleText } from 'node:util';
import {
  factsOf,
  type MapRow,
  type MapSection,
  type Segment,
  type SliceMap,
  type SliceUse,
  sliceMap,
  type UncutGpu,
} from '../advisor/slice-map.ts';
import { allProblems, buildCluster } from '../cluster/cluster.ts';
import { readSnapshot } from '../cluster/snapshot.ts';
import { bold, type OutputFormat, print, printJson, warnOfProblems } from './output.ts';

/** Options of `slicewise map`. */
export interface MapOptions {
  readonly snapshot: string;
  readonly output: OutputFormat;
  readonly poolLabel?: string;
  /** Draw GPUs that look alike as one row; by default where there are more than 48. */
  readonly fold?: boolean;
}

/** More rows than this do not fit on a screen. */
const MOST_ROWS = 48;

/** Runs `slicewise map`: every GPU as a row of memory slices. */
export async function runMap({ snapshot, output, poolLabel, fold }: MapOptions): Promise<void> {
  const cluster = buildCluster(await readSnapshot(snapshot));
  const gpus = cluster.nodes.reduce((sum, { migGpus }) => sum + migGpus.length, 0);
  const map = sliceMap(cluster, { poolLabel, fold: fold ?? gpus > MOST_ROWS });
  if (output === 'json') printJson(map);
  else print(formatMap(map));
  warnOfProblems(allProblems(cluster));
}

const MARKS: Readonly<Record<SliceUse, string>> = { used: '■', idle: '□', maybe: '▒', none: '·' };

const COLOURS: Readonly<Record<SliceUse, 'cyan' | 'green' | 'yellow' | 'gray'>> = {
  used: 'cyan',
  idle: 'green',
  maybe: 'yellow',
  none: 'gray',
};

const LEGEND = '■ used   □ idle   ▒ some of these used, not known which   · no instance';

/** Columns for the slices of one GPU, whatever its model: 9 for each slice of most boards. */
const WIDTH = 72;

function formatMap({ sections, uncut }: SliceMap): string {
  if (sections.length + uncut.length === 0) return 'There is no GPU.';
  const parts = sections.map(formatSection);
  if (uncut.length > 0) parts.push(formatUncut(uncut));
  return [...parts, ...(sections.length > 0 ? [LEGEND] : [])].join('\n\n');
}

function formatSection(section: MapSection): string {
  const { pool, memorySlices, rows } = section;
  const names = rows.map(nameOf);
  const indent = Math.max(...names.map((name) => name.length));
  const cell = Math.floor(WIDTH / memorySlices);
  const ruler = Array.from({ length: memorySlices }, (_, slice) => String(slice).padEnd(cell))
    .join('')
    .trimEnd();
  return [
    `${bold(pool)}: ${factsOf(section).join(', ')}`,
    `  ${' '.repeat(indent)}  ${ruler}`,
    ...rows.map((row, index) => `  ${(names[index] ?? '').padEnd(indent)}  ${drawRow(row, cell)}`),
  ].join('\n');
}

/** `node-a GPU 0`; for folded rows how many GPUs look like this, and the first of them. */
function nameOf({ gpus }: MapRow): string {
  const [first] = gpus;
  if (first === undefined) return '';
  const name = `${first.node} GPU ${first.index}`;
  return gpus.length === 1 ? name : `${gpus.length} GPUs like ${name}`;
}

function drawRow({ segments }: MapRow, cell: number): string {
  return segments
    .map((segment) => styleText(COLOURS[segment.use], drawSegment(segment, cell), { stream: process.stdout }))
    .join('')
    .trimEnd();
}

/** A mark for the use, the profile, and the mark again to the end of the window, with a gap before the next one. */
function drawSegment({ length, label, use }: Segment, cell: number): string {
  const width = length * cell - 1;
  const mark = MARKS[use];
  const text = label === '' ? '' : shorten(label, width - 1);
  return `${mark}${text}`
    .padEnd(width, text.length + 1 < width - 1 ? mark : ' ')
    .slice(0, width)
    .padEnd(width + 1);
}

/** `1g.24gb+me.all`, `1g.24+me.all`, `1g+me.all`: the first that fits. */
function shorten(label: string, width: number): string {
  const forms = [label, label.replace('gb', ''), label.replace(/\.\d+gb/, '')];
  return forms.find((form) => form.length <= width) ?? label.slice(0, width);
}

function formatUncut(uncut: readonly UncutGpu[]): string {
  const groups = Map.groupBy(uncut, ({ node, product, reason }) => {
    const state = reason === undefined ? 'whole, not in MIG mode' : `not used: ${reason}`;
    return [node, product, state].join('\n');
  });
  const lines = [...groups].map(([key, gpus]) => {
    const [node, product, state] = key.split('\n');
    return `  ${node} GPU ${gpus.map(({ index }) => index).join(', ')}: ${product}, ${state}`;
  });
  return [bold('Not cut'), ...lines].join('\n');
}

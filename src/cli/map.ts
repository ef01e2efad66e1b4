import { styleText } from 'node:util';
import { factsOf, type MapRow, type MapSection, type SliceMap, sliceMap, type UncutGpu } from '../advisor/slice-map.ts';
import type { Segment, SliceUse } from '../advisor/slice-map-segments.ts';
import { BadInput } from '../bad-input.ts';
import { allProblems, type Cluster, findNode } from '../cluster/cluster.ts';
import { checkPool } from './check-pool.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { type Opened, openCluster } from './open-cluster.ts';
import { bold, type OutputFormat, print, printJson, warnOfProblems } from './output.ts';
import { warnOfPoolLabel } from './pool-label.ts';

/** Options of `slicewise map`. */
export interface MapOptions extends ClusterOptions {
  readonly output: OutputFormat;
  readonly poolLabel?: string;
  /** Only these nodes; all where there is none. */
  readonly node: readonly string[];
  /** Only this pool. */
  readonly pool?: string;
  /** Draw GPUs that look alike as one row; by default where there are more than 48, and never in JSON. */
  readonly fold?: boolean;
}

/** More rows than this do not fit on a screen. */
const MOST_ROWS = 48;

/**
 * Runs `slicewise map`: every GPU as a row of memory slices.
 *
 * @throws BadInput naming a node or pool that is not there.
 */
export async function runMap({ output, poolLabel, node, pool, fold, ...options }: MapOptions): Promise<void> {
  const opened = await openCluster(options, { poolLabel });
  const cluster = opened.value;
  checkNodes(opened, node);
  checkPool(cluster, pool, poolLabel);
  // A folded row no longer tells which pod holds what, and programs have no screen that it must fit on.
  const usual = output === 'json' ? Number.POSITIVE_INFINITY : MOST_ROWS;
  const map = sliceMap(cluster, {
    poolLabel,
    pool,
    nodes: node.length > 0 ? new Set(node) : undefined,
    foldAbove: fold === undefined ? usual : fold ? 0 : Number.POSITIVE_INFINITY,
  });
  const problems = allProblems(cluster);
  if (output === 'json') printJson({ ...map, problems });
  else print(formatMap(map));
  warnOfPoolLabel(cluster, poolLabel);
  warnOfProblems(problems);
}

function checkNodes({ value: cluster, source }: Opened<Cluster>, names: readonly string[]): void {
  for (const name of names) {
    if (findNode(cluster, name) !== undefined) continue;
    throw new BadInput(`--node: node "${name}" is not in ${source}`);
  }
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
  if (sections.length + uncut.length === 0) return 'There is no GPU to show.';
  const whole = uncut.filter(({ reason }) => reason === undefined);
  const unused = uncut.filter(({ reason }) => reason !== undefined);
  const parts = sections.map(formatSection);
  if (whole.length > 0) parts.push(formatUncut('Whole GPUs, not in MIG mode', whole));
  if (unused.length > 0) parts.push(formatUncut('Not used', unused));
  return [...parts, ...(sections.length > 0 ? [LEGEND] : [])].join('\n\n');
}

function formatSection(section: MapSection): string {
  const { pool, slicesPerGpu, rows } = section;
  const names = rows.map(nameOf);
  const indent = names.reduce((most, { length }) => Math.max(most, length), 0);
  const cell = Math.floor(WIDTH / slicesPerGpu);
  const ruler = Array.from({ length: slicesPerGpu }, (_, slice) => String(slice).padEnd(cell))
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

function formatUncut(title: string, uncut: readonly UncutGpu[]): string {
  const groups = Map.groupBy(uncut, ({ node, product, reason }) => [node, product, reason].join('\n'));
  const lines = [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { node, product, reason } = first;
    const indices = alike.map(({ index }) => index).join(', ');
    return [`  ${node} GPU ${indices}: ${product}${reason === undefined ? '' : `, ${reason}`}`];
  });
  return [bold(title), ...lines].join('\n');
}

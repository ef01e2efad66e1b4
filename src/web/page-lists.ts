import { type ComponentChild, h } from 'preact';
import type { UncutGpu } from '../advisor/slice-map.ts';
import type { Problem } from '../cluster/problem.ts';

/** Lines that a list shows; whoever has more of them needs another tool than a page. */
const MOST_LINES = 50;

/** GPUs that are handed out whole. */
export function drawWhole(uncut: readonly UncutGpu[], id: string): ComponentChild {
  const lines = linesOf(uncut.filter(({ reason }) => reason === undefined));
  if (lines.length === 0) return null;
  return h(
    'section',
    { id },
    h('h2', {}, 'Whole GPUs', h('small', {}, 'not in MIG mode')),
    drawTable(
      ['Node', 'GPU', 'Product'],
      lines.map(({ node, indices, product }) => [node, indices, product]),
    ),
  );
}

/** GPUs on which nothing is placed, because their state makes no sense. */
export function drawUnused(uncut: readonly UncutGpu[], id: string): ComponentChild {
  const lines = linesOf(uncut.filter(({ reason }) => reason !== undefined));
  if (lines.length === 0) return null;
  return h(
    'section',
    { class: 'warn', id },
    h('h2', {}, 'Not used', h('small', {}, 'nothing is placed on these GPUs until this is mended')),
    drawTable(
      ['Node', 'GPU', 'Product', 'Reason'],
      lines.map(({ node, indices, product, reason }) => [node, indices, product, reason]),
    ),
  );
}

/** What could not be read or makes no sense. */
export function drawProblems(problems: readonly Problem[], id: string): ComponentChild {
  if (problems.length === 0) return null;
  return h(
    'section',
    { class: 'warn', id },
    h('h2', {}, 'Problems', h('small', {}, 'in what was read; the rest of the cluster is used')),
    drawTable(
      ['Object', 'Problem'],
      problems.map(({ object, message }) => [object, message]),
    ),
  );
}

/** The problems that are not already told as the reason why a GPU is not used. */
export function problemsBeside(uncut: readonly UncutGpu[], problems: readonly Problem[]): readonly Problem[] {
  const reasons = Map.groupBy(uncut, ({ node }) => `Node ${node}`);
  return problems.filter(
    ({ object, message }) =>
      !reasons.get(object)?.some(({ reason }) => reason !== undefined && message.endsWith(reason)),
  );
}

/** `and 7 more`, under a list that is cut off after so many lines. */
export function drawMore(total: number, shown: number): ComponentChild {
  return total > shown ? h('p', { class: 'more' }, `and ${total - shown} more`) : null;
}

interface UncutLine {
  readonly node: string;
  /** `0, 1, 2`. */
  readonly indices: string;
  readonly product: string;
  readonly reason: string;
}

function linesOf(gpus: readonly UncutGpu[]): readonly UncutLine[] {
  const groups = Map.groupBy(gpus, ({ node, product, reason }) => JSON.stringify([node, product, reason]));
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { node, product, reason = '' } = first;
    return [{ node, indices: alike.map(({ index }) => index).join(', '), product, reason }];
  });
}

/** A table whose last column takes the room that is left. */
function drawTable(titles: readonly string[], rows: readonly (readonly string[])[]): ComponentChild {
  const shown = rows.slice(0, MOST_LINES);
  return [
    h(
      'table',
      { class: 'list' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          titles.map((title, column) =>
            h('th', { scope: 'col', class: column === titles.length - 1 ? 'wide' : undefined }, title),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        shown.map((cells) =>
          h(
            'tr',
            {},
            cells.map((cell) => h('td', {}, cell)),
          ),
        ),
      ),
    ),
    drawMore(rows.length, shown.length),
  ];
}

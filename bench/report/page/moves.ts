import { type ComponentChild, h } from 'preact';
import { type ChartLine, drawLineChart } from '../chart/line-chart.ts';
import type { Marker } from '../chart/policy-look.ts';
import { linearScale } from '../chart/scale.ts';
import { percent, points, significant } from '../figures.ts';
import { findingsOf } from '../findings.ts';
import { DEFAULT_POLICY } from '../policy-roles.ts';
import { prose } from '../prose.ts';
import { type Bought, movesBought } from '../standing.ts';
import { figure, folded, section } from './figure.ts';
import type { ReportView } from './report-view.ts';

/** Marks that tell scenarios apart; more lines than these cannot be told apart. */
const MARKERS: readonly Marker[] = ['disc', 'triangle', 'square', 'diamond', 'wedge', 'plus', 'cross', 'ring'];

/** What moving pods when a request finds no place buys, and what it costs. */
export function drawMoves(view: ReportView): ComponentChild {
  const bought = view.scenarios.map(movesBought).filter((each) => each.length > 1);
  if (bought.length === 0) return null;
  const isTypical = ([first]: readonly Bought[]): boolean =>
    first !== undefined && view.typical.includes(first.scenario);
  const [typical, others] = [bought.filter(isTypical), bought.filter((each) => !isTypical(each))];
  const chart = drawClosed(view, typical);
  const { moves } = findingsOf(view.summary);
  return section(
    'moves',
    moves?.replace(/\.$/, '') ?? 'What moves buy',
    `${DEFAULT_POLICY}+k restarts at most k pods elsewhere for a request that finds no place; on a line, k grows from left to right. Closed is the share of the gap between ${DEFAULT_POLICY} and perfect repacking; the price is what is restarted for each 1,000 requests.`,
    h(
      'div',
      { class: 'beside' },
      chart === null ? null : figure('What is restarted, and the share of the gap that it closes', chart),
      drawTable(typical),
    ),
    others.length === 0 ? null : folded(`The other scenarios (${others.length} more)`, drawTable(others)),
  );
}

function drawClosed({ panels: { panels } }: ReportView, bought: readonly (readonly Bought[])[]): ComponentChild {
  const known = bought.filter((each) => each.every(({ closed }) => closed !== undefined)).slice(0, MARKERS.length);
  if (known.length === 0) return null;
  const lines: readonly ChartLine[] = known.map((each, index) => {
    const scenario = each[0]?.scenario;
    const name = panels.find(({ scenarios }) => scenarios.some((one) => one === scenario))?.title ?? '';
    return {
      name,
      look: { className: 'p0', marker: MARKERS[index], isProminent: true },
      points: each.map(({ closed = 0, movesPerThousand, policy }) => ({
        x: movesPerThousand,
        y: 100 * closed,
        low: Number.NaN,
        high: Number.NaN,
        title: `${policy}, ${name}: ${percent(closed, 0)} % for ${significant(movesPerThousand)} moves`,
      })),
    };
  });
  const [moves, shares] = [
    lines.flatMap(({ points }) => points.map(({ x }) => x)),
    lines.flatMap(({ points }) => points.map(({ y }) => y)),
  ];
  return drawLineChart({
    label: 'Share of the gap to perfect repacking that moves close',
    xTitle: 'pods restarted for 1,000 requests',
    yTitle: 'gap closed, %',
    lines,
    x: (range) => linearScale([0, Math.max(...moves)], range),
    y: (range) => linearScale([Math.min(0, ...shares), Math.max(100, ...shares)], range),
  });
}

function drawTable(bought: readonly (readonly Bought[])[]): ComponentChild {
  const titles = ['scenario', 'policy', 'slices %', 'gained, points', 'gap closed %', 'moves', 'slices moved'];
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: 'tight' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          titles.map((title) => h('th', { scope: 'col' }, title)),
        ),
      ),
      h(
        'tbody',
        {},
        bought.map((each) =>
          each
            .filter(({ allowed }) => allowed > 0)
            .map(({ scenario, policy, slices, gain, closed, movesPerThousand, slicesPerThousand }, index) =>
              h(
                'tr',
                { class: index === 0 ? 'first' : undefined },
                h('th', { scope: 'row' }, index === 0 ? scenario.name : ''),
                [
                  policy,
                  percent(slices.mean),
                  gain === undefined ? '' : points(gain.mean),
                  closed === undefined ? '' : percent(closed, 0),
                  significant(movesPerThousand),
                  significant(slicesPerThousand),
                ].map((cell) => h('td', {}, prose(cell))),
              ),
            ),
        ),
      ),
    ),
  );
}

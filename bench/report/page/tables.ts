import { type ComponentChild, h } from 'preact';
import { counted } from '../../../src/counted.ts';
import { grouped, percent } from '../figures.ts';
import { DEFAULT_POLICY } from '../policy-roles.ts';
import { prose } from '../prose.ts';
import { bestPlacement } from '../standing.ts';
import { byAcceptance, type ScenarioSummary } from '../summary.ts';
import { folded, section } from './figure.ts';
import type { ReportView } from './report-view.ts';
import { type PageColumn, pageColumns } from './table-columns.ts';

/** All figures of every scenario, folded away. */
export function drawTables(view: ReportView): ComponentChild {
  if (view.scenarios.length === 0) return null;
  return section(
    'tables',
    'All figures, scenario by scenario',
    'The best policy first. The darker a cell, the more is accepted, on a scale that is stretched towards 100 %. Titles of columns tell what they mean when pointed at; a share by profile shows who starves where the mean does not.',
    view.scenarios.map((scenario) => folded(titleOf(scenario), drawTable(view, scenario))),
  );
}

function titleOf(scenario: ScenarioSummary): string {
  const best = bestPlacement(scenario);
  const won =
    best?.slices === undefined ? '' : `; best without moves: ${best.policy}, ${percent(best.slices.mean)} % of slices`;
  return `${scenario.name}: ${counted(scenario.seeds, 'seed')}, ${grouped(scenario.requests)} requests${won}`;
}

function drawTable({ look }: ReportView, scenario: ScenarioSummary): ComponentChild {
  const policies = byAcceptance(scenario.policies);
  const groups = pageColumns(scenario)
    .map(([head, columns]) => ({
      head,
      columns: columns.filter(({ cell }) => policies.some((policy) => cell(policy) !== undefined)),
    }))
    .filter(({ columns }) => columns.length > 0);
  const shares = groups.flatMap(({ columns }) =>
    columns.flatMap((column) => policies.flatMap((policy) => column.heat?.(policy) ?? [])),
  );
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col', rowSpan: 2 }, 'policy'),
          groups.map(({ head, columns }) =>
            h('th', { scope: 'colgroup', colSpan: columns.length, class: 'group' }, head),
          ),
        ),
        h(
          'tr',
          {},
          groups.map(({ columns }) =>
            columns.map(({ title, note }, index) =>
              h('th', { scope: 'col', title: note, class: index === 0 ? 'start' : undefined }, title),
            ),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        policies.map((policy) =>
          h(
            'tr',
            { class: policy.policy === DEFAULT_POLICY ? 'own' : undefined },
            h('th', { scope: 'row', class: `name ${look(policy.policy).className}` }, policy.policy),
            groups.map(({ columns }) =>
              columns.map((column, index) =>
                h(
                  'td',
                  {
                    class:
                      [index === 0 ? 'start' : '', heatOf(column, column.heat?.(policy), shares)].join(' ').trim() ||
                      undefined,
                  },
                  prose(column.cell(policy) ?? ''),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Shades, beside none. */
const SHADES = 6;

function heatOf({ heat }: PageColumn, share: number | undefined, shares: readonly number[]): string {
  if (heat === undefined || share === undefined) return '';
  const near = (each: number): number => -Math.log(Math.max(1e-3, 1 - each));
  const [low, high] = [near(Math.min(...shares)), near(Math.max(...shares))];
  return high > low ? `heat-${Math.round((SHADES * (near(share) - low)) / (high - low))}` : '';
}

import { type ComponentChild, h } from 'preact';
import { counted } from '../../../src/counted.ts';
import { interval, percent, points } from '../figures.ts';
import { findingsOf } from '../findings.ts';
import { axisText } from '../panels.ts';
import { DEFAULT_POLICY } from '../policy-roles.ts';
import type { Comparison, PolicySummary } from '../policy-summary.ts';
import { prose } from '../prose.ts';
import { average } from '../shares.ts';
import { byName, policyIn, type ScenarioSummary } from '../summary.ts';
import { section } from './figure.ts';
import type { ReportView } from './report-view.ts';

/** Every policy in every scenario, against the default. */
export function drawOverview(view: ReportView): ComponentChild {
  const { summary, panels, scenarios } = view;
  if (scenarios.length === 0) return null;
  const { standing } = findingsOf(summary);
  return section(
    'overview',
    titleOf(standing),
    `Accepted slices in per cent. The colour is the difference to ${DEFAULT_POLICY} on the same requests; a triangle marks what is significant.`,
    h(
      'p',
      { class: 'keys' },
      KEYS.map(([key, text]) => h('span', { class: `key ${key}` }, prose(text))),
    ),
    h(
      'div',
      { class: 'scroll' },
      h(
        'table',
        { class: 'matrix' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col', rowSpan: 2 }, 'policy'),
            panels.panels.map(({ title, scenarios: its }) =>
              h('th', { scope: 'colgroup', colSpan: its.length, class: 'group' }, title),
            ),
          ),
          h(
            'tr',
            {},
            panels.panels.map(({ scenarios: its }) =>
              its.map((scenario, index) =>
                h('th', { scope: 'col', class: index === 0 ? 'start' : undefined }, axisHead(view, scenario)),
              ),
            ),
          ),
        ),
        h(
          'tbody',
          {},
          rowsOf(view).map((policy) =>
            h(
              'tr',
              { class: policy === DEFAULT_POLICY ? 'own' : undefined },
              h('th', { scope: 'row', class: `name ${view.look(policy).className}` }, policy),
              panels.panels.map(({ scenarios: its }) =>
                its.map((scenario, index) => drawCell(policyIn(scenario, policy), index === 0)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

function axisHead({ panels: { axis } }: ReportView, scenario: ScenarioSummary): string {
  return axis === undefined ? '' : axisText(scenario, axis);
}

/**
 * Policies from the best to the worst: by their mean difference to the default over the scenarios in which both ran, as not
 * all run in each. Where the default ran nowhere, by what they accept.
 */
function rowsOf({ summary, scenarios }: ReportView): readonly string[] {
  const isPaired = scenarios.some((scenario) => policyIn(scenario, DEFAULT_POLICY)?.toDefault !== undefined);
  return summary.policies
    .map((policy) => {
      const ran = scenarios.flatMap((scenario) => policyIn(scenario, policy) ?? []);
      const shares = ran.flatMap(({ slices, toDefault }) => (isPaired ? toDefault : slices)?.mean ?? []);
      return { policy, isHere: ran.length > 0, mean: average(shares) ?? Number.NEGATIVE_INFINITY };
    })
    .filter(({ isHere }) => isHere)
    .toSorted((a, b) => (a.mean === b.mean ? byName(a.policy, b.policy) : b.mean - a.mean))
    .map(({ policy }) => policy);
}

function drawCell(summary: PolicySummary | undefined, isStart: boolean): ComponentChild {
  const start = isStart ? 'start ' : '';
  if (summary?.slices === undefined) return h('td', { class: `${start}none` }, '–');
  const { policy, slices, toDefault } = summary;
  const isOwn = policy === DEFAULT_POLICY || toDefault === undefined;
  return h(
    'td',
    { class: `${start}${isOwn ? '' : tint(toDefault)}`, title: isOwn ? undefined : prose(differenceText(toDefault)) },
    percent(slices.mean),
    h('i', { 'aria-hidden': 'true' }, isOwn ? '' : arrow(toDefault)),
  );
}

/** Differences of slices from which on a cell is drawn darker, and the key to them. */
const STEPS = [0.0005, 0.005, 0.02, 0.08];
const KEYS = [
  ['worse-4', '8 points worse or more'],
  ['worse-3', '2'],
  ['worse-2', '0.5'],
  ['worse-1', '0.05'],
  ['', 'alike'],
  ['better-1', '0.05'],
  ['better-2', '0.5'],
  ['better-3', '2'],
  ['better-4', '8 points better or more'],
] as const;

function tint({ mean }: Comparison): string {
  const level = STEPS.filter((step) => Math.abs(mean) >= step).length;
  return level === 0 ? '' : `${mean > 0 ? 'better' : 'worse'}-${level}`;
}

function arrow({ verdict }: Comparison): string {
  return verdict === 'better' ? '▲' : verdict === 'worse' ? '▼' : '';
}

function differenceText(comparison: Comparison): string {
  return `${points(comparison.mean)} points${interval(comparison)}, ${counted(comparison.seeds, 'seed')}`;
}

function titleOf(standing: string | undefined): string {
  const [first] = standing?.split(/ \(|\. |: |; /) ?? [];
  return first?.replace(/\.$/, '') ?? 'Every policy in every scenario';
}

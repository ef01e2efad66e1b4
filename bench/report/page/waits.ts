import type { ComponentChild } from 'preact';
import { drawDotChart } from '../chart/dot-chart.ts';
import { linearScale } from '../chart/scale.ts';
import { grouped, significant } from '../figures.ts';
import { DEFAULT_POLICY } from '../policy-roles.ts';
import type { PolicySummary } from '../policy-summary.ts';
import type { AskedProfile } from '../shares.ts';
import { policyIn, type ScenarioSummary } from '../summary.ts';
import { figure, section, someFigures } from './figure.ts';
import { type ReportView, timeUnit } from './report-view.ts';

/** How long requests wait for a place, by profile, where they queue. */
export function drawWaits(view: ReportView): ComponentChild {
  const [first, ...others] = view.typical.filter(({ policies }) => policies.some(({ waits }) => waits !== undefined));
  if (first === undefined) return null;
  return section(
    'waits',
    titleOf(first),
    'The mark is what 19 of 20 requests waited at most, the line begins at what half of them did. Requests that still wait at the end are not in it; their number stands at the right.',
    someFigures(
      'wide',
      drawScenario(view, first),
      others.flatMap((scenario) => drawScenario(view, scenario)),
      'The other scenarios',
    ),
  );
}

/** A chart for each profile. */
function drawScenario(view: ReportView, scenario: ScenarioSummary): readonly ComponentChild[] {
  const most = Math.max(0, ...scenario.policies.flatMap(({ waits = [] }) => waits.map(({ p95 = 0 }) => p95)));
  return scenario.profiles
    .map((profile, index) =>
      figure(`${profile.name}: ${scenario.name}`, drawProfile(view, scenario, profile, index, most)),
    )
    .toReversed();
}

function drawProfile(
  { look }: ReportView,
  scenario: ScenarioSummary,
  { name }: AskedProfile,
  index: number,
  most: number,
): ComponentChild {
  const rows = scenario.policies
    .flatMap((summary) => rowOf(summary, index))
    .toSorted((a, b) => a.p95 - b.p95 || (a.policy < b.policy ? -1 : 1));
  return drawDotChart({
    label: `Waiting time for ${name}, ${scenario.name}`,
    xTitle: `waiting time, ${timeUnit(scenario)}`,
    references: [],
    rows: rows.map(({ policy, p50, p95, stillWaiting }) => ({
      name: policy,
      look: look(policy),
      value: p95,
      low: p50,
      high: p95,
      text: stillWaiting === 0 ? '' : `${grouped(stillWaiting)} left`,
      title: `${policy}: half wait at most ${significant(p50)}, 19 of 20 at most ${significant(p95)}`,
    })),
    x: (range) => linearScale([0, most], range),
  });
}

interface WaitRow {
  readonly policy: string;
  readonly p50: number;
  readonly p95: number;
  readonly stillWaiting: number;
}

function rowOf({ policy, waits }: PolicySummary, index: number): readonly WaitRow[] {
  const wait = waits?.[index];
  if (wait?.p50 === undefined || wait.p95 === undefined) return [];
  return [{ policy, p50: wait.p50, p95: wait.p95, stillWaiting: wait.stillWaiting }];
}

function titleOf(scenario: ScenarioSummary): string {
  const largest = scenario.profiles.length - 1;
  const name = scenario.profiles[largest]?.name ?? '';
  const wait = policyIn(scenario, DEFAULT_POLICY)?.waits?.[largest]?.p95;
  if (wait === undefined) return 'How long requests wait';
  return `With ${DEFAULT_POLICY}, 19 of 20 requests for ${name} wait at most ${significant(wait)} ${timeUnit(scenario)}`;
}

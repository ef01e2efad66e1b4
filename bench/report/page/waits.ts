import type { ComponentChild } from 'preact';
import { drawDotChart } from '../chart/dot-chart.ts';
import { linearScale } from '../chart/scale.ts';
import { grouped, significant } from '../figures.ts';
import { DEFAULT_POLICY } from '../policy-roles.ts';
import type { PolicySummary } from '../policy-summary.ts';
import type { AskedProfile } from '../shares.ts';
import { byName, policyIn, type ScenarioSummary } from '../summary.ts';
import { figure, section, someFigures } from './figure.ts';
import { type ReportView, timeUnit } from './report-view.ts';

/** How long requests wait for a place, by profile, where they queue. */
export function drawWaits(view: ReportView): ComponentChild {
  const [first, ...others] = view.typical.filter(({ policies, profiles }) =>
    policies.some((summary) => profiles.some((_, index) => rowOf(summary, index).length > 0)),
  );
  if (first === undefined) return null;
  return section(
    'waits',
    titleOf(first),
    'Of the requests that had to wait and got a place: the mark is what 19 of 20 of them waited at most, the line begins at what half of them did. Who still waits at the end is not in it; how many do stands at the right.',
    someFigures(
      'wide',
      drawScenario(view, first),
      others.flatMap((scenario) => drawScenario(view, scenario)),
      'The other scenarios',
    ),
  );
}

/** A chart for each profile that anyone waited for, the largest first. */
function drawScenario(view: ReportView, scenario: ScenarioSummary): readonly ComponentChild[] {
  const most = Math.max(0, ...scenario.policies.flatMap(({ waits = [] }) => waits.map(({ p95 = 0 }) => p95)));
  return scenario.profiles
    .flatMap((profile, index) => {
      const rows = scenario.policies.flatMap((summary) => rowOf(summary, index));
      return rows.length === 0
        ? []
        : [figure(`${profile.name}: ${scenario.name}`, drawProfile(view, scenario, profile, rows, most))];
    })
    .toReversed();
}

function drawProfile(
  { look }: ReportView,
  scenario: ScenarioSummary,
  { name }: AskedProfile,
  rows: readonly WaitRow[],
  most: number,
): ComponentChild {
  const sorted = rows.toSorted((a, b) => a.p95 - b.p95 || byName(a.policy, b.policy));
  return drawDotChart({
    label: `Waiting time for ${name}, ${scenario.name}`,
    xTitle: `waiting time, ${timeUnit(scenario)}`,
    references: [],
    rows: sorted.map(({ policy, placed, p50, p95, stillWaiting }) => ({
      name: policy,
      look: look(policy),
      value: p95,
      low: p50,
      high: p95,
      text: stillWaiting === 0 ? '' : `${grouped(stillWaiting)} left`,
      title: `${policy}: of ${grouped(placed)} that waited, half at most ${significant(p50)}, 19 of 20 at most ${significant(p95)}; ${grouped(stillWaiting)} still wait`,
    })),
    x: (range) => linearScale([0, most], range),
  });
}

interface WaitRow {
  readonly policy: string;
  readonly placed: number;
  readonly p50: number;
  readonly p95: number;
  readonly stillWaiting: number;
}

function rowOf({ policy, waits }: PolicySummary, index: number): readonly WaitRow[] {
  const wait = waits?.[index];
  if (wait?.p50 === undefined || wait.p95 === undefined) return [];
  const { placed, p50, p95, stillWaiting } = wait;
  return [{ policy, placed, p50, p95, stillWaiting }];
}

function titleOf(scenario: ScenarioSummary): string {
  const largest = scenario.profiles.length - 1;
  const name = scenario.profiles[largest]?.name ?? '';
  const wait = policyIn(scenario, DEFAULT_POLICY)?.waits?.[largest]?.p95;
  if (wait === undefined) return 'How long requests wait';
  return `With ${DEFAULT_POLICY}, 19 of 20 requests for ${name} that have to wait do so for at most ${significant(wait)} ${timeUnit(scenario)}`;
}

import { type ComponentChild, h } from 'preact';
import { drawRungChart, type RungPoint } from '../chart/rung-chart.ts';
import { percent, significant } from '../figures.ts';
import { DEFAULT_POLICY } from '../policy-roles.ts';
import type { PolicySummary } from '../policy-summary.ts';
import { prose } from '../prose.ts';
import type { AskedProfile } from '../shares.ts';
import { policyIn, type ScenarioSummary } from '../summary.ts';
import { figure, figures, folded, section } from './figure.ts';
import { type ReportView, timeUnit } from './report-view.ts';

/** Policies that are drawn for one scenario: of those in colour, without the oracle, under which nothing is lost. */
const MOST_POLICIES = 6;

/** How many more instances of the largest profile could be had, as time goes by. */
export function drawHeadroom(view: ReportView): ComponentChild {
  const drawn = view.typical.filter((scenario) => shownPolicies(view, scenario).length > 0);
  const [first, ...others] = drawn;
  const profile = first?.profiles.at(-1);
  if (first === undefined || profile === undefined) return null;
  const shaped = first.scenario.mode.kind === 'static' ? ' As shaped: with the instances that exist.' : '';
  return section(
    'headroom',
    titleOf(first, profile),
    `Further instances of ${profile.name}, the largest profile asked for, mean over seeds. Repacked: if every pod could be moved. Reshaped: without disturbing any pod.${shaped} The area between is room that is lost to fragmentation.`,
    drawScenario(view, first),
    others.length === 0
      ? null
      : folded(
          `The other scenarios (${others.length} more)`,
          others.map((scenario) => drawScenario(view, scenario)),
        ),
  );
}

function shownPolicies({ look }: ReportView, { policies }: ScenarioSummary): readonly PolicySummary[] {
  return policies
    .filter(({ policy, role, series }) => role !== 'oracle' && series.length > 1 && look(policy).isProminent)
    .toSorted((a, b) => (look(a.policy).className < look(b.policy).className ? -1 : 1))
    .slice(0, MOST_POLICIES);
}

function drawScenario(view: ReportView, scenario: ScenarioSummary): ComponentChild {
  const profile = scenario.profiles.at(-1);
  if (profile === undefined) return null;
  const courses = shownPolicies(view, scenario).map((summary) => ({ summary, points: course(summary, profile) }));
  const top = Math.max(1, ...courses.flatMap(({ points }) => points.map(({ repacked }) => repacked)));
  const isShaped = scenario.scenario.mode.kind === 'static';
  const charts = courses.map(({ summary: { policy }, points }) =>
    figure(
      policy,
      drawRungChart({
        label: `Headroom of ${profile.name} under ${policy}, ${scenario.name}`,
        look: view.look(policy),
        points,
        xTitle: `time, ${timeUnit(scenario)}`,
        yTitle: `further ${profile.name}`,
        top,
        isShaped,
      }),
    ),
  );
  return [h('h3', {}, prose(scenario.name)), figures('narrow', charts)];
}

function course({ series }: PolicySummary, { ordinal }: AskedProfile): readonly RungPoint[] {
  return series.map(({ time, state }) => ({
    time,
    asShaped: state.asShaped[ordinal] ?? 0,
    reshaped: state.reshaped[ordinal] ?? 0,
    repacked: state.repacked[ordinal] ?? 0,
  }));
}

function titleOf(scenario: ScenarioSummary, { name, ordinal }: AskedProfile): string {
  const state = policyIn(scenario, DEFAULT_POLICY)?.state;
  const [reshaped = 0, repacked = 0] = [state?.reshaped[ordinal], state?.repacked[ordinal]];
  if (state === undefined || repacked <= 0) return `Room for further ${name}`;
  return `${DEFAULT_POLICY} keeps room for ${significant(reshaped)} further ${name} of the ${significant(repacked)} that repacking could give: ${percent(reshaped / repacked, 0)} %`;
}

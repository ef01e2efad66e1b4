import type { ComponentChild } from 'preact';
import { drawDotChart } from '../chart/dot-chart.ts';
import { gapScale } from '../chart/scale.ts';
import type { Estimate } from '../estimate.ts';
import { interval, percent } from '../figures.ts';
import { findingsOf } from '../findings.ts';
import type { PolicySummary } from '../policy-summary.ts';
import { byAcceptance, type ScenarioSummary } from '../summary.ts';
import { figure, section, someFigures } from './figure.ts';
import type { ReportView } from './report-view.ts';

/** How far each policy stays behind perfect repacking, or behind the clairvoyant bound where that alone is known. */
export function drawGap(view: ReportView): ComponentChild {
  const measured = view.scenarios.filter((scenario) => scenario.policies.some((policy) => gapOf(policy) !== undefined));
  if (measured.length === 0) return null;
  const { gap } = findingsOf(view.summary);
  const typical = measured.filter((scenario) => view.typical.includes(scenario)).slice(0, 6);
  const others = measured.filter((scenario) => !typical.includes(scenario));
  const draw = (together: readonly ScenarioSummary[]) =>
    together.map((scenario) => figure(scenario.name, drawScenario(view, scenario, together)));
  return section(
    'gap',
    gap?.replace(/\.$/, '') ?? 'How far from the best possible',
    'Points of accepted slices short of the repack oracle, which admits whatever fits if every pod could be moved at any time. It takes all it can without foresight, so that a policy that refuses the right request by luck can come out ahead. Paired on the same requests, with 95 % intervals; distances grow with the square root. The clairvoyant program knows all that is yet to come and may refuse requests for the sake of later ones.',
    someFigures('wide', draw(typical), draw(others), 'The other scenarios'),
  );
}

/** Scenarios that are drawn together have one axis, so that they can be compared. */
function drawScenario(
  { look }: ReportView,
  scenario: ScenarioSummary,
  together: readonly ScenarioSummary[],
): ComponentChild {
  const all = together.flatMap((each) => [
    ...each.policies.flatMap((policy) => {
      const gap = gapOf(policy);
      return gap === undefined ? [] : [gap.mean, gap.low, gap.high];
    }),
    ...toClairvoyant(each),
  ]);
  return drawDotChart({
    label: `Gap to the bound, ${scenario.name}`,
    xTitle: isToRepack(scenario)
      ? 'points of slices short of perfect repacking'
      : 'points of slices short of the clairvoyant bound',
    references: [
      { value: 0, text: isToRepack(scenario) ? 'repack' : 'bound', side: 'right' },
      ...toClairvoyant(scenario).map((value) => ({ value, text: 'clairvoyant', side: 'left' as const })),
    ],
    rows: byAcceptance(scenario.policies).flatMap((summary) => {
      const gap = gapOf(summary);
      if (gap === undefined || summary.role === 'oracle') return [];
      const { mean, low, high } = gap;
      const text = percent(mean);
      return [
        {
          name: summary.policy,
          look: look(summary.policy),
          value: mean,
          low,
          high,
          text,
          title: `${summary.policy}: ${text} points short${interval(gap)}`,
        },
      ];
    }),
    x: (range) => gapScale(all, range),
  });
}

/** What the clairvoyant program accepts beyond the oracle, as a gap to the left of it; none where either is missing. */
function toClairvoyant({ policies }: ScenarioSummary): readonly number[] {
  return policies.flatMap(({ role, toBound }) => (role === 'oracle' && toBound ? [-toBound.mean] : []));
}

function isToRepack({ policies }: ScenarioSummary): boolean {
  return policies.some(({ toRepack }) => toRepack !== undefined);
}

function gapOf({ toRepack, toBound }: PolicySummary): Estimate | undefined {
  return toRepack ?? toBound;
}

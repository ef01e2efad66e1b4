import type { ComponentChild } from 'preact';
import { drawDotChart } from '../chart/dot-chart.ts';
import { type ChartLine, drawLineChart } from '../chart/line-chart.ts';
import { logScale, markedScale, shareScale } from '../chart/scale.ts';
import type { Estimate } from '../estimate.ts';
import { percent } from '../figures.ts';
import { findingsOf } from '../findings.ts';
import { along, type Panel } from '../panels.ts';
import { byAcceptance, policyIn, type ScenarioSummary } from '../summary.ts';
import { figure, figures, section } from './figure.ts';
import type { ReportView } from './report-view.ts';

const X_TITLES = {
  load: 'load: slices asked for, as a share of the fleet',
  gpus: 'GPUs in the fleet',
} as const;

/** How much each policy accepts, along the load or the size of the fleet. */
export function drawAcceptance(view: ReportView): ComponentChild {
  const { panels, axis } = view.panels;
  const { winner } = findingsOf(view.summary);
  if (panels.length === 0) return null;
  const drawn = panels.map((panel) =>
    figure(
      panel.title,
      axis !== undefined && panel.scenarios.length > 1
        ? drawLines(view, panel, axis)
        : panel.scenarios.map((scenario) => drawDots(view, scenario)),
    ),
  );
  return section(
    'acceptance',
    winner?.replace(/\.$/, '') ?? 'Accepted slices',
    'Memory slices of the requests that were placed, in per cent of those asked for. The upright axis is stretched towards 100 %: equal distances are equal ratios of what is rejected. Bands and whiskers are 95 % intervals over seeds.',
    figures('wide', drawn),
  );
}

function drawLines(view: ReportView, panel: Panel, axis: 'load' | 'gpus'): ComponentChild {
  const { scenarios } = panel;
  const policies = view.summary.policies.filter((policy) => scenarios.some((each) => policyIn(each, policy)));
  const lines: readonly ChartLine[] = policies.map((policy) => ({
    name: policy,
    look: view.look(policy),
    points: scenarios.flatMap((scenario) => {
      const slices = policyIn(scenario, policy)?.slices;
      return slices === undefined
        ? []
        : [{ x: along(scenario, axis), y: slices.mean, ...ends(slices), title: tip(scenario, policy, slices) }];
    }),
  }));
  const values = [...new Set(scenarios.map((scenario) => along(scenario, axis)))].toSorted((a, b) => a - b);
  return drawLineChart({
    label: `Accepted slices by ${axis === 'load' ? 'load' : 'size of the fleet'}, ${panel.title}`,
    xTitle: X_TITLES[axis],
    yTitle: 'accepted slices, %',
    lines,
    x: (range) => (axis === 'gpus' ? logScale : markedScale)(values, range),
    y: (range) => shareScale(allShares(view), range),
  });
}

function drawDots(view: ReportView, scenario: ScenarioSummary): ComponentChild {
  return drawDotChart({
    label: `Accepted slices, ${scenario.name}`,
    xTitle: 'accepted slices, %',
    references: scenario.bound === undefined ? [] : [{ value: scenario.bound.mean, text: 'clairvoyant', side: 'left' }],
    rows: byAcceptance(scenario.policies).flatMap(({ policy, slices }) =>
      slices === undefined
        ? []
        : [
            {
              name: policy,
              look: view.look(policy),
              value: slices.mean,
              ...ends(slices),
              text: percent(slices.mean),
              title: tip(scenario, policy, slices),
            },
          ],
    ),
    x: (range) => shareScale(allShares(view), range),
  });
}

/** The same axis for all, so that charts can be compared. */
function allShares({ scenarios }: ReportView): readonly number[] {
  return scenarios.flatMap(({ policies, bound }) => [
    ...policies.flatMap(({ slices }) => slices?.mean ?? []),
    ...(bound === undefined ? [] : [bound.mean]),
  ]);
}

/** Ends of an interval, kept to what a share can be. */
function ends({ low, high }: Estimate): { readonly low: number; readonly high: number } {
  return Number.isFinite(high - low) ? { low: Math.max(0, low), high: Math.min(1, high) } : { low, high };
}

function tip({ name }: ScenarioSummary, policy: string, { mean, low, high, seeds }: Estimate): string {
  const interval = seeds > 1 ? ` (${percent(Math.max(0, low))} to ${percent(Math.min(1, high))})` : '';
  return `${policy}, ${name}: ${percent(mean)} %${interval}`;
}

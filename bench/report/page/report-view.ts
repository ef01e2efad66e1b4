import { type Look, looksOf } from '../chart/policy-look.ts';
import { type Panels, panelsOf, typicalOf } from '../panels.ts';
import { type BenchSummary, byAcceptance, type ScenarioSummary } from '../summary.ts';

/** What all parts of the page share. */
export interface ReportView {
  readonly summary: BenchSummary;
  readonly panels: Panels;
  readonly look: (policy: string) => Look;
  /** One scenario of each panel, which stands for it; those with the most policies first. */
  readonly typical: readonly ScenarioSummary[];
  /** Scenarios in which anything was replayed, in the order of their panels. */
  readonly scenarios: readonly ScenarioSummary[];
}

/** Prepares what the parts of the page share. Scenarios without any replay are left out. */
export function viewOf(summary: BenchSummary): ReportView {
  const panels = panelsOf(summary.scenarios.filter(({ policies }) => policies.length > 0));
  const ran = new Set(panels.panels.flatMap((panel) => panel.scenarios.flatMap(policyNames)));
  return {
    summary,
    panels,
    look: looksOf(summary.policies.filter((policy) => ran.has(policy))),
    typical: panels.panels
      .flatMap((panel) => typicalOf(panel, panels.axis) ?? [])
      .toSorted((a, b) => b.policies.length - a.policies.length),
    scenarios: panels.panels.flatMap((panel) => panel.scenarios),
  };
}

function policyNames({ policies }: ScenarioSummary): readonly string[] {
  return byAcceptance(policies).map(({ policy }) => policy);
}

/** `mean lifetimes`, or `hours` where the requests come from a file. */
export function timeUnit({ scenario }: ScenarioSummary): string {
  return scenario.workload.kind === 'trace' ? 'hours' : 'mean lifetimes';
}

import { type FacetKey, facetsOf, varyingKeys } from './facets.ts';
import type { ScenarioSummary } from './summary.ts';

/** What runs along the axis of a plot: the quantity in which scenarios differ most. */
export type Axis = 'load' | 'gpus';

/** Scenarios that differ only along the axis, in its order. */
export interface Panel {
  readonly title: string;
  readonly scenarios: readonly ScenarioSummary[];
}

/** All scenarios, sorted into panels, in the order in which they were asked for. */
export interface Panels {
  /** Absent where scenarios do not differ in any quantity; each then is a panel of its own. */
  readonly axis: Axis | undefined;
  readonly panels: readonly Panel[];
}

/** Sorts scenarios into panels. */
export function panelsOf(scenarios: readonly ScenarioSummary[]): Panels {
  const varying = varyingKeys(scenarios.map(({ scenario }) => scenario));
  const [load, gpus] = [distinct(scenarios, 'load'), distinct(scenarios, 'gpus')];
  const axis = Math.max(load, gpus) < 2 ? undefined : gpus > load ? 'gpus' : 'load';
  const titleOf = ({ scenario, name }: ScenarioSummary): string => {
    const told = facetsOf(scenario).filter(({ key }) => key !== axis && varying.has(key));
    const named = axis === undefined ? [] : facetsOf(scenario).filter(({ key }) => key === 'mix');
    const facets = told.length > 0 ? told : named;
    return facets.length > 0 ? facets.map(({ text }) => text).join(', ') : name;
  };
  const groups = Map.groupBy(scenarios, titleOf);
  return {
    axis,
    panels: [...groups].map(([title, alike]) => ({
      title,
      scenarios: alike.toSorted((a, b) => along(a, axis) - along(b, axis)),
    })),
  };
}

/** Where a scenario lies on the axis. */
export function along({ scenario }: ScenarioSummary, axis: Axis | undefined): number {
  return facetsOf(scenario).find(({ key }) => key === axis)?.value ?? 0;
}

/** `load 0.85`; the scenario's name where there is no axis. */
export function axisText({ scenario, name }: ScenarioSummary, axis: Axis | undefined): string {
  return facetsOf(scenario).find(({ key }) => key === axis)?.text ?? name;
}

/**
 * The scenario of a panel that stands for it where there is room for one only: the load nearest to 0.85, at which a fleet is
 * well used and not yet overrun, or the size nearest to 100 GPUs.
 */
export function typicalOf({ scenarios }: Panel, axis: Axis | undefined): ScenarioSummary | undefined {
  const target = axis === 'gpus' ? 100 : 0.85;
  const distance = (scenario: ScenarioSummary): number => Math.abs(Math.log(along(scenario, axis) / target));
  return scenarios.toSorted((a, b) => distance(a) - distance(b))[0];
}

function distinct(scenarios: readonly ScenarioSummary[], key: FacetKey): number {
  const values = scenarios.flatMap(
    ({ scenario }) => facetsOf(scenario).find((facet) => facet.key === key)?.value ?? [],
  );
  return new Set(values).size;
}

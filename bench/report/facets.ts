import type { ArrivalOrder, Kubelet, LayoutSpec, LifetimeSpec, ModeSpec, Scenario } from '../scenario.ts';

/** In which respects scenarios can differ. */
export type FacetKey =
  | 'mix'
  | 'load'
  | 'gpus'
  | 'model'
  | 'node'
  | 'mode'
  | 'kubelet'
  | 'recut'
  | 'order'
  | 'lifetimes'
  | 'span'
  | 'queue'
  | 'bandwidth';

/** One property of a scenario, in words and, where it is a quantity, as a number. */
export interface Facet {
  readonly key: FacetKey;
  readonly text: string;
  readonly value?: number;
}

const ORDERS: Readonly<Record<ArrivalOrder, string>> = {
  poisson: 'Poisson arrivals',
  fill: 'no departures',
  diurnal: 'diurnal shift of the mix',
  'ones-then-sevens': 'ones, then sevens',
  'sevens-leave-then-ones': 'sevens leave, then ones',
  'synchronized-departures': 'synchronized departures',
  'big-after-small-bursts': 'big after small bursts',
};

const KUBELETS: Readonly<Record<Kubelet, string>> = {
  any: 'any instance of a node',
  distributed: 'instances spread in a node',
  packed: 'instances packed in a node',
};

/** Everything that tells a scenario from another, what matters most first. */
export function facetsOf({ fleet, workload, mode, queue }: Scenario): readonly Facet[] {
  const { gpus, gpusPerNode, model } = fleet;
  const source: readonly Facet[] =
    workload.kind === 'trace'
      ? [{ key: 'mix', text: `trace ${workload.name}` }]
      : [
          { key: 'mix', text: workload.mix.name },
          { key: 'load', text: `load ${workload.load}`, value: workload.load },
        ];
  const course: readonly Facet[] =
    workload.kind === 'trace'
      ? [{ key: 'span', text: `the first ${workload.warmUp} hours not counted` }]
      : [
          { key: 'order', text: ORDERS[workload.order] },
          ...(workload.order === 'fill'
            ? []
            : [
                { key: 'lifetimes' as const, text: lifetimesText(workload.lifetimes) },
                {
                  key: 'span' as const,
                  text: `${workload.warmUp} mean lifetimes to warm up, then ${workload.counted} counted`,
                },
              ]),
          ...(workload.bandwidthHigh > 0
            ? [{ key: 'bandwidth' as const, text: `${percentOf(workload.bandwidthHigh)} of pods use much bandwidth` }]
            : []),
        ];
  return [
    ...source,
    { key: 'gpus', text: `${gpus} GPUs`, value: gpus },
    { key: 'model', text: model },
    ...modeFacets(mode),
    ...course,
    ...(mode.kind === 'carve' ? [] : [{ key: 'node' as const, text: `${gpusPerNode} GPUs a node` }]),
    { key: 'queue', text: queue ? 'requests queue' : 'requests that find no place are rejected' },
  ];
}

/** The respects in which scenarios differ. */
export function varyingKeys(scenarios: readonly Scenario[]): ReadonlySet<FacetKey> {
  const facets = scenarios.map((scenario) => new Map(facetsOf(scenario).map(({ key, text }) => [key, text])));
  const keys = new Set(facets.flatMap((each) => [...each.keys()]));
  return new Set([...keys].filter((key) => new Set(facets.map((each) => each.get(key))).size > 1));
}

function modeFacets(mode: ModeSpec): readonly Facet[] {
  if (mode.kind === 'carve') return [{ key: 'mode', text: 'carve mode' }];
  const { layouts, kubelet, recutAfter } = mode;
  return [
    { key: 'mode', text: `static mode, ${layoutsText(layouts)}` },
    { key: 'kubelet', text: KUBELETS[kubelet] },
    ...(recutAfter === undefined ? [] : [{ key: 'recut' as const, text: `recut after ${recutAfter}` }]),
  ];
}

function layoutsText(layouts: LayoutSpec): string {
  return layouts.kind === 'given' ? `layouts of ${layouts.name}` : `${layouts.kind} layouts`;
}

function lifetimesText(lifetimes: LifetimeSpec): string {
  switch (lifetimes.kind) {
    case 'lognormal':
      return `lognormal lifetimes (sigma ${lifetimes.sigma})`;
    case 'resampled':
      return `lifetimes drawn from ${lifetimes.name}`;
    case 'exponential':
    case 'deterministic':
      return lifetimes.kind === 'deterministic' ? 'equal lifetimes' : 'exponential lifetimes';
  }
}

function percentOf(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

import { areas, groupedBars, lines } from '../panels.ts';
import { chosen, chosenPools, once } from '../selectors.ts';

const headroom = (matchers = ''): string =>
  once('pool, model, profile, rung', chosenPools('slicewise_headroom_instances', matchers));

/** How many more instances of each profile could be had, rung by rung. */
export const headroomRow = [
  groupedBars(
    {
      title: 'Headroom by profile and rung',
      description:
        'Further instances of each profile alone: with the instances that exist (as-shaped), after recutting idle ones (reshaped), after moving pods without limit (repacked). A step between two bars is stranded.',
      unit: 'short',
      queries: [{ expr: `sum by (profile, rung) (${headroom()})`, legend: '{{profile}} {{rung}}' }],
      width: 12,
      height: 9,
    },
    'profile',
    'rung',
  ),
  lines({
    title: 'Headroom now, over time',
    description:
      'Further instances of each profile alone with the instances that exist. Where a profile that is asked for is at 0, its next pod waits.',
    unit: 'short',
    queries: [{ expr: `sum by (profile) (${headroom('rung="as-shaped"')})`, legend: '{{profile}}' }],
    width: 6,
    height: 9,
  }),
  lines({
    title: 'Headroom once recut, over time',
    description:
      'Further instances of each profile alone once idle instances are recut. It falls where pods are placed badly or the pool fills up.',
    unit: 'short',
    queries: [{ expr: `sum by (profile) (${headroom('rung="reshaped"')})`, legend: '{{profile}}' }],
    width: 6,
    height: 9,
  }),
  areas({
    title: 'Stranded memory slices by profile',
    description:
      'Free memory slices that each profile alone cannot use, whether for shape or placement. The same slice can be stranded for several profiles, so the heights are to be compared and not added up.',
    unit: 'short',
    queries: [
      {
        expr: `sum by (profile) (${once('pool, model, profile, kind', chosenPools('slicewise_stranded_memory_slices'))}) > 0`,
        legend: '{{profile}}',
      },
      {
        expr: `sum(${once('pool, model, profile, kind', chosenPools('slicewise_stranded_memory_slices'))}) * 0`,
        legend: 'none',
      },
    ],
    width: 12,
    height: 8,
  }),
  lines({
    title: 'Share of each profile in the demand',
    description:
      'Share of each profile in what is asked of the chosen pools, on average over them. It weighs the stranded slices.',
    unit: 'percentunit',
    queries: [
      {
        expr: `avg by (profile) (${once('pool, model, profile', chosenPools('slicewise_demand_ratio'))})`,
        legend: '{{profile}}',
      },
    ],
    width: 6,
    height: 8,
  }),
  lines({
    title: 'Instances asked for',
    description:
      'What is asked of the whole cluster: instances that pods wait for, and those that arrived, each halved for every half-life of its age.',
    unit: 'short',
    queries: [
      { expr: `sum by (profile) (${once('profile', chosen('slicewise_demand_instances'))})`, legend: '{{profile}}' },
    ],
    width: 6,
    height: 8,
  }),
];

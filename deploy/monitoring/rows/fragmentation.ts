import { areas, lines } from '../panels.ts';
import { chosen, chosenPools, once } from '../selectors.ts';

/** Fragmentation and use over time. */
export const fragmentationRow = [
  lines({
    title: 'Fragmentation by pool, and the threshold',
    description:
      'Stranded slices over those that repacking would make usable, weighed by demand. A pool that stays above the dashed threshold is worth a change.',
    unit: 'percentunit',
    queries: [
      {
        expr: `sum by (pool) (${once('pool, model, kind', chosenPools('slicewise_fragmentation_ratio'))})`,
        legend: '{{pool}}',
      },
      { expr: `max(${chosen('slicewise_fragmentation_threshold_ratio')})`, legend: 'threshold' },
    ],
    width: 12,
    height: 9,
  }).overrideByName('threshold', [
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
    { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
  ]),
  areas({
    title: 'Memory slices by state',
    description:
      'Memory slices of the chosen pools: used by pods, in idle instances, or in no instance (unshaped). Their sum is what the pools have.',
    unit: 'short',
    queries: [
      {
        expr: `sum by (state) (${once('pool, model, state', chosenPools('slicewise_memory_slices'))})`,
        legend: '{{state}}',
      },
    ],
    width: 6,
    height: 9,
  }),
  areas({
    title: 'GPUs by state',
    description:
      'All GPUs of the cluster: empty, partial, full, or unknown where it is not known which of a node its pods use; whole (not cut), and unusable, whose state makes no sense.',
    unit: 'short',
    queries: [
      { expr: `sum by (state) (${once('pool, model, state', chosen('slicewise_gpus'))})`, legend: '{{state}}' },
    ],
    width: 6,
    height: 9,
  }),
];

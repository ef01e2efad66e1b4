import { bars, numbers } from '../panels.ts';
import { chosen, chosenPools, once } from '../selectors.ts';

const POOL_AND_PROFILE = 'pool, model, profile';

/** Memory slices stranded for each profile, weighed by how much the profile is asked for: by kind. */
const STRANDED = `sum by (kind) (${once(`${POOL_AND_PROFILE}, kind`, chosenPools('slicewise_stranded_memory_slices'))} * on (cluster, job, ${POOL_AND_PROFILE}) group_left () ${once(POOL_AND_PROFILE, chosenPools('slicewise_demand_ratio'))})`;

/** What is stranded now, and why: the row that answers before anyone scrolls. */
export const strandedRow = [
  numbers(
    {
      title: 'Fragmentation, worst pool',
      description:
        'Memory slices that are free and of no use to what is asked for, over those that repacking would make usable. Above the threshold, slicewise recommends changes.',
      unit: 'percentunit',
      queries: [
        {
          expr: `max(sum by (cluster, job, pool) (${once('pool, model, kind', chosenPools('slicewise_fragmentation_ratio'))}))`,
          legend: 'fragmentation',
        },
      ],
      width: 4,
      height: 7,
    },
    { orange: 0.2, red: 0.5 },
  ),
  numbers({
    title: 'Stranded memory slices',
    description:
      'Free memory slices that a profile cannot use, on average over what is asked for. shape: recutting idle instances would free them, and no pod is disturbed. placement: pods would have to move.',
    unit: 'short',
    queries: [{ expr: STRANDED, legend: '{{kind}}' }],
    width: 5,
    height: 7,
  }),
  bars(
    {
      title: 'Why: fragmentation by pool and kind',
      description:
        'shape: recut idle instances. placement: move pods, or wait for some to end. slicewise recommend says which, and what that would give.',
      unit: 'percentunit',
      queries: [
        {
          expr: `sum by (pool, kind) (${once('pool, model, kind', chosenPools('slicewise_fragmentation_ratio'))})`,
          legend: '{{pool}} {{kind}}',
        },
      ],
      width: 6,
      height: 7,
    },
    { orange: 0.2, red: 0.5 },
  ),
  bars(
    {
      title: 'Who waits: pods by cause',
      description:
        'Pods that ask for GPUs and have no node. reshape and moves: the fragmentation above keeps them waiting. full: there is no room. slicewise explain tells it pod by pod.',
      unit: 'short',
      queries: [
        { expr: `sum by (cause) (${once('cause', chosen('slicewise_pending_pods'))}) > 0`, legend: '{{cause}}' },
        { expr: `sum(${once('instance', chosen('slicewise_gated_pods'))}) * 0`, legend: 'none' },
      ],
      width: 5,
      height: 7,
    },
    { orange: 1, red: 10 },
  ),
  numbers({
    title: 'Memory slices',
    description: 'Memory slices of the chosen pools: used by pods, in idle instances, or in no instance (unshaped).',
    unit: 'short',
    queries: [
      {
        expr: `sum by (state) (${once('pool, model, state', chosenPools('slicewise_memory_slices'))})`,
        legend: '{{state}}',
      },
    ],
    width: 4,
    height: 7,
  }),
];

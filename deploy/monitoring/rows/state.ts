import { lines, numbers } from '../panels.ts';
import { chosen, perSecond } from '../selectors.ts';

/** Whether slicewise sees the cluster, and how it is itself. */
export const stateRow = [
  numbers({
    title: 'Verbs decide',
    description:
      'Replicas whose verbs decide, and replicas that refuse because their state is missing or too old to decide on.',
    unit: 'short',
    queries: [
      { expr: `sum(${chosen('slicewise_deciding')})`, legend: 'decide' },
      { expr: `sum(1 - ${chosen('slicewise_deciding')})`, legend: 'refuse' },
    ],
    width: 4,
    height: 8,
  }),
  lines({
    title: 'Age of the state',
    description:
      'Time since the state that answers are made from was last known to be that of the cluster. A few seconds are usual; beyond cluster.maxStateAge (60 s) the verbs refuse.',
    unit: 's',
    queries: [{ expr: chosen('slicewise_state_age_seconds'), legend: '{{instance}}' }],
    width: 7,
    height: 8,
  }),
  lines({
    title: 'Watches that are open',
    description: 'Whether the watch of each resource is open in every replica: 1, or 0 while it is not.',
    unit: 'bool_yes_no',
    queries: [{ expr: `min by (resource) (${chosen('slicewise_watch_connected')})`, legend: '{{resource}}' }],
    width: 6,
    height: 8,
  }),
  lines({
    title: 'Watches opened anew, problems in what is read',
    description:
      'Watches that broke off or whose version was no longer kept, in a second, by cause; and objects and GPUs that make no sense and are left out.',
    unit: 'short',
    queries: [
      { expr: perSecond('cause', chosen('slicewise_watch_restarts_total')), legend: 'restarts, {{cause}}' },
      { expr: `max(${chosen('slicewise_problems')})`, legend: 'problems' },
    ],
    width: 7,
    height: 8,
  }),
  lines({
    title: 'Delay of the event loop',
    description: 'For how long a call had to wait until the program turned to it, 99 of 100; by replica.',
    unit: 's',
    queries: [{ expr: chosen('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}}' }],
    width: 8,
    height: 7,
  }),
  lines({
    title: 'Memory',
    description:
      'Memory of each replica; the chart allows 1 GiB. 5,000 nodes took 340 MiB, and 530 while recommendations were sought.',
    unit: 'bytes',
    queries: [{ expr: chosen('process_resident_memory_bytes'), legend: '{{instance}}' }],
    width: 8,
    height: 7,
  }),
  lines({
    title: 'Processor',
    description: 'Cores that each replica keeps busy.',
    unit: 'short',
    queries: [{ expr: perSecond('instance', chosen('process_cpu_seconds_total')), legend: '{{instance}}' }],
    width: 8,
    height: 7,
  }),
];

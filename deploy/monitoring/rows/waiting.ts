import { areas, lines } from '../panels.ts';
import { chosen, chosenPools, once, perSecond } from '../selectors.ts';

/** Pods that wait, what would help them, and what was said to kube-scheduler about them. */
export const waitingRow = [
  areas({
    title: 'Waiting pods by cause',
    description:
      'Pods that ask for GPUs and have no node, by the cheapest thing that would give them one. slicewise explain tells it pod by pod.',
    unit: 'short',
    queries: [{ expr: `sum by (cause) (${once('cause', chosen('slicewise_pending_pods'))})`, legend: '{{cause}}' }],
    width: 9,
    height: 8,
  }),
  areas({
    title: 'Open recommendations by rung',
    description:
      'Changes that are recommended at the moment. reshape: idle instances are recut. moves: a few pods restart elsewhere. repartition: nodes are drained and cut anew. slicewise recommend prints them.',
    unit: 'short',
    queries: [
      { expr: `sum by (rung) (${once('rung', chosen('slicewise_recommendations_open'))})`, legend: '{{rung}}' },
    ],
    width: 5,
    height: 8,
  }),
  lines({
    title: 'Nodes rejected by filter',
    description: 'Nodes that were rejected for pods, by reason; kube-scheduler asks again about a pod that waits.',
    unit: 'ops',
    queries: [{ expr: perSecond('reason', chosen('slicewise_filter_rejected_nodes_total')), legend: '{{reason}}' }],
    width: 5,
    height: 8,
  }),
  lines({
    title: 'Held back: gated pods, promised slices',
    description:
      'Pods that wait for a scheduling gate, which kube-scheduler does not look at, and free memory slices that are promised to pods after a preemption.',
    unit: 'short',
    queries: [
      { expr: `sum(max by (cluster, job) (${chosen('slicewise_gated_pods')}))`, legend: 'gated pods' },
      {
        expr: `sum(${once('pool, model', chosenPools('slicewise_promised_memory_slices'))})`,
        legend: 'promised memory slices',
      },
    ],
    width: 5,
    height: 8,
  }),
];

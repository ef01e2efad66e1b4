import { lines } from '../panels.ts';
import { chosen, perSecond } from '../selectors.ts';

const REQUESTS = 'slicewise_extender_requests_total';

const quantile = (of: number): string =>
  `histogram_quantile(${of}, ${perSecond('le, verb', chosen('slicewise_extender_request_duration_seconds_bucket'))})`;

/** Calls of kube-scheduler: how many, how fast, how they ended. */
export const extenderRow = [
  lines({
    title: 'Calls by verb',
    description: 'Calls of kube-scheduler in a second, by verb, over all replicas.',
    unit: 'reqps',
    queries: [{ expr: perSecond('verb', chosen(REQUESTS)), legend: '{{verb}}' }],
    width: 8,
    height: 8,
  }),
  lines({
    title: 'Time that a call takes',
    description:
      'Half of all calls and 99 of 100 take no longer. kube-scheduler gives up after its httpTimeout, 5 s by default, and other pods wait for the call.',
    unit: 's',
    queries: [
      { expr: quantile(0.5), legend: '{{verb}} half' },
      { expr: quantile(0.99), legend: '{{verb}} 99 of 100' },
    ],
    width: 8,
    height: 8,
  }),
  lines({
    title: 'Calls that failed',
    description:
      'Share of calls that were answered with an error or cut off. Errors while the state is too old are meant: it is refused to decide on it.',
    unit: 'percentunit',
    queries: [
      {
        expr: `sum by (verb) (rate(${chosen(REQUESTS, 'outcome!="ok"')}[$__rate_interval])) / ${perSecond('verb', chosen(REQUESTS))} or ${perSecond('verb', chosen(REQUESTS))} * 0`,
        legend: '{{verb}}',
      },
    ],
    width: 8,
    height: 8,
  }).max(1),
];

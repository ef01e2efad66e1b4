import { type ComponentChild, h } from 'preact';
import type { Pod } from '../cluster/pod.ts';
import type { Origin } from '../cluster/state-source.ts';
import { drawMore } from './page-lists.ts';

const MOST_PODS = 50;

/** The pods that wait and what each asks for, with the command that says why. */
export function drawWaiting(pods: readonly Pod[], origin: Origin, id: string): ComponentChild {
  const [first] = pods;
  if (first === undefined) return null;
  const shown = pods.slice(0, MOST_PODS);
  return h(
    'section',
    { id },
    h('h2', {}, 'Waiting pods', h('small', {}, `${pods.length}`)),
    h(
      'p',
      { class: 'hint' },
      'Why one waits, and the cheapest way out: ',
      h('code', {}, `npx slicewise explain ${first.key}${snapshotArgument(origin)}`),
    ),
    h('ul', { class: 'waiting' }, shown.map(drawPod)),
    drawMore(pods.length, shown.length),
  );
}

function drawPod(pod: Pod): ComponentChild {
  const state = pod.isGated
    ? ', held by a scheduling gate'
    : pod.nominatedNode === undefined
      ? ''
      : `, nominated to ${pod.nominatedNode}`;
  return h(
    'li',
    {},
    h('span', { class: 'pod', title: pod.key }, pod.key),
    h('span', { class: 'asks' }, `${asksOf(pod)}${state}`),
  );
}

/** `2 x 1g.5gb, 1 x nvidia.com/gpu`. */
function asksOf({ gpus: { instances, devices } }: Pod): string {
  const named = instances.map(
    ({ resource, profile, shared, count }) => `${count} x ${profile ?? resource}${shared ? ' (shared)' : ''}`,
  );
  return [...named, ...(devices > 0 ? [`${devices} x nvidia.com/gpu`] : [])].join(', ');
}

function snapshotArgument(origin: Origin): string {
  if (origin.kind === 'live') return '';
  return ` --snapshot ${origin.file === '-' ? 'FILE' : quote(origin.file)}`;
}

/** A file name as a shell reads it. */
function quote(file: string): string {
  return /^[\w./:@%+-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

import { type ComponentChild, h } from 'preact';
import type { Pod } from '../cluster/pod.ts';
import type { Origin } from '../cluster/state-source.ts';
import { drawMore } from './page-lists.ts';
import { asksOf, stateOf } from './waiting-text.ts';

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
      h('code', {}, explainCommand(first, origin)),
    ),
    h('ul', { class: 'waiting' }, shown.map(drawPod)),
    drawMore(pods.length, shown.length),
  );
}

function drawPod(pod: Pod): ComponentChild {
  const state = stateOf(pod);
  return h(
    'li',
    {},
    h('span', { class: 'pod', title: pod.key }, pod.key),
    h('span', { class: 'asks' }, [asksOf(pod), ...(state === '' ? [] : [state])].join(', ')),
  );
}

/** Who looks at a cluster has kubectl; who looks at a snapshot, the sources. */
function explainCommand({ key }: Pod, origin: Origin): string {
  if (origin.kind === 'live') return `kubectl slicewise explain ${key}`;
  return `npx slicewise explain ${key} --snapshot ${origin.file === '-' ? 'FILE' : quote(origin.file)}`;
}

/** A file name as a shell reads it. */
function quote(file: string): string {
  return /^[\w./:@%+-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

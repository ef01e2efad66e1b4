import { type ComponentChild, h } from 'preact';
import { matchesWaiting, parseQuery } from '../query.ts';
import type { State } from '../state.ts';
import type { WireWaiting } from '../wire.ts';

/** What the waiting pods do when they are clicked. */
export interface WaitingActions {
  chooseCause(cause: string): void;
  explain(pod: string): void;
}

/** Pods that are listed at once. */
const MOST_PODS = 100;

/** One sentence for each cause. */
const CAUSE_TEXT: Readonly<Record<string, string>> = {
  placeable: 'fits now',
  reshape: 'fits once idle instances are recut',
  moves: 'fits once other pods are restarted elsewhere',
  pinned: 'pods that may not move stand in the way',
  full: 'no repacking makes room',
  ineligible: 'may not run where there is room',
  'unknown-profile': 'no GPU has the profile',
  unknown: 'not decided',
};

/** The pods that wait, by why; a click explains one. */
export function drawWaiting({ known, choices, selection }: State, actions: WaitingActions): ComponentChild {
  if (known === undefined) return null;
  const { pods, total } = known.waiting;
  const query = parseQuery(choices.search);
  const counts = countCauses(pods, choices.cause);
  const found = pods.filter(
    ({ pod, profiles, cause }) =>
      (choices.cause === '' || cause === choices.cause) && matchesWaiting(query, pod, profiles),
  );
  const chosen = selection?.kind === 'pod' ? selection.pod : '';
  return h(
    'section',
    { id: 'waiting', 'aria-labelledby': 'waiting-title' },
    h('h2', { id: 'waiting-title' }, 'Waiting pods', h('small', {}, total)),
    total === 0 ? h('p', { class: 'hint' }, 'No pod waits for GPUs.') : null,
    h(
      'div',
      { class: 'causes', role: 'group', 'aria-label': 'Only pods with this cause' },
      counts.map(([cause, count]) =>
        h(
          'button',
          {
            type: 'button',
            key: cause,
            class: `cause ${cause}`,
            title: CAUSE_TEXT[cause],
            'aria-pressed': choices.cause === cause,
            onClick: () => actions.chooseCause(choices.cause === cause ? '' : cause),
          },
          `${cause} `,
          h('b', {}, count),
        ),
      ),
    ),
    h(
      'ul',
      { class: 'list' },
      found.slice(0, MOST_PODS).map((pod) => drawPod(pod, chosen === pod.pod, actions)),
    ),
    total > 0 && found.length === 0
      ? h('p', { class: 'hint' }, 'None of them meets the search and the filters.')
      : null,
    found.length > MOST_PODS || total > pods.length
      ? h(
          'p',
          { class: 'hint' },
          `and ${Math.max(found.length, choices.cause === '' && query.length === 0 ? total : 0) - Math.min(MOST_PODS, found.length)} more`,
        )
      : null,
  );
}

/** How many pods wait for each cause. One that was chosen stays, or nobody could take back the choice. */
function countCauses(
  pods: readonly WireWaiting[],
  chosen: string,
): readonly (readonly [cause: string, count: number])[] {
  const counts = new Map<string, number>(chosen === '' ? [] : [[chosen, 0]]);
  for (const { cause } of pods) if (cause !== null) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function drawPod({ pod, asks, cause, note }: WireWaiting, isChosen: boolean, actions: WaitingActions): ComponentChild {
  return h(
    'li',
    { key: pod },
    h(
      'button',
      { type: 'button', class: 'entry', 'aria-pressed': isChosen, onClick: () => actions.explain(pod) },
      h('span', { class: 'pod', title: pod }, pod),
      cause === null
        ? h('span', { class: 'cause' }, '…')
        : h('span', { class: `cause ${cause}`, title: CAUSE_TEXT[cause] }, cause),
      h('small', {}, note === '' ? asks : `${asks}, ${note}`),
    ),
  );
}

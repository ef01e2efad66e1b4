import { type ComponentChild, h } from 'preact';
import { describeMarks } from '../describe.ts';
import { findGpu } from '../fleet.ts';
import { segmentsOf } from '../look.ts';
import { focusFor, marksFor } from '../marking.ts';
import type { Known, Selection, State, View } from '../state.ts';
import { drawExplanation } from './explanation-view.ts';
import { drawRecommendation } from './recommendation-view.ts';
import { drawStrip } from './strip.ts';

/** What can be done in the details. */
export interface DetailsActions {
  close(): void;
  explain(pod: string): void;
  goTo(node: string, index: number): void;
}

/** What is shown in detail of what was selected; nothing where nothing is. */
export function drawDetails(state: State, view: View, actions: DetailsActions): ComponentChild {
  const { selection, known } = state;
  if (selection === undefined || known === undefined) return null;
  return h(
    'section',
    { class: 'details', 'aria-labelledby': 'details-title' },
    h(
      'header',
      {},
      h('h2', { id: 'details-title', tabIndex: -1 }, titleOf(selection)),
      h(
        'button',
        { type: 'button', class: 'close', 'aria-label': 'Close the details', onClick: () => actions.close() },
        '×',
      ),
    ),
    contentOf(selection, { known, view, actions }),
  );
}

function titleOf(selection: Selection): string {
  switch (selection.kind) {
    case 'gpu':
      return `${selection.node} GPU ${selection.index}`;
    case 'pod':
      return selection.pod;
    case 'recommendation':
      return 'Recommendation';
  }
}

interface DetailsContext {
  readonly known: Known;
  readonly view: View;
  readonly actions: DetailsActions;
}

function contentOf(selection: Selection, { known, view, actions }: DetailsContext): ComponentChild {
  switch (selection.kind) {
    case 'gpu':
      return drawGpu(selection.node, selection.index, known, view, actions);
    case 'pod': {
      const { answer } = selection;
      if (answer === 'asked') return h('p', { class: 'hint' }, 'Looking for the cause …');
      if ('failed' in answer) return h('p', { class: 'hint', role: 'alert' }, answer.failed);
      return drawExplanation(answer, known.fleet, actions);
    }
    case 'recommendation': {
      const found = known.advice?.recommendations.find(({ id }) => id === selection.id);
      if (found === undefined)
        return h('p', { class: 'hint' }, 'It has been withdrawn: the cluster is another one now.');
      return drawRecommendation(found, known.fleet, actions);
    }
  }
}

function drawGpu(
  node: string,
  index: number,
  { fleet }: Known,
  { marking }: View,
  actions: DetailsActions,
): ComponentChild {
  const gpu = findGpu(fleet, node, index);
  if (gpu === undefined) return h('p', { class: 'hint' }, 'This GPU is not there any more.');
  if (gpu.kind !== 'mig') {
    const text = gpu.reason === '' ? 'Handed out whole, not in MIG mode.' : `Not used: ${gpu.reason}.`;
    return h('p', {}, `${gpu.product}. ${text}`);
  }
  const { isCordoned = false, isInferred = false } = fleet.nodes.get(node) ?? {};
  const notes = [
    ...describeMarks(marksFor(gpu, marking), focusFor(gpu, marking)),
    ...(isCordoned ? ['the node is cordoned'] : []),
    ...(isInferred ? ['where the instances lie is deduced, not reported'] : []),
  ];
  return [
    h('p', { class: 'facts' }, `${gpu.model.name}, pool ${gpu.pool}`),
    drawStrip(gpu),
    h(
      'ul',
      { class: 'notes' },
      notes.map((note) => h('li', { key: note }, note)),
    ),
    h(
      'table',
      { class: 'instances' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Instance'), h('th', { scope: 'col' }, 'Used by'))),
      h(
        'tbody',
        {},
        segmentsOf(gpu.model, gpu.look).map(({ profile, start, use, podAt }) => {
          if (profile === undefined) return null;
          const pod = gpu.pods[podAt];
          return h(
            'tr',
            { key: `${profile.name}@${start}` },
            h('td', {}, `${profile.name}@${start}`),
            h(
              'td',
              {},
              pod === undefined
                ? use
                : h('button', { type: 'button', class: 'link', onClick: () => actions.explain(pod) }, pod),
            ),
          );
        }),
      ),
    ),
  ];
}

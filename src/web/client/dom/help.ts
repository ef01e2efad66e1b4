import { type ComponentChild, h, render } from 'preact';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'search; Enter goes to the first that is found'],
  [
    'arrow keys',
    'from GPU to GPU; Home and End within a node, Ctrl with them to the ends of the map, Page Up and Page Down',
  ],
  ['Enter', 'more about the GPU'],
  ['Esc', 'closes details; empties the search'],
  ['1, 2, 3', 'small, medium, large'],
];

const WORDS: readonly (readonly [string, string])[] = [
  ['as shaped', 'further instances that can be had: in the idle ones as they are'],
  ['reshaped', 'once idle instances are recut (deleted, and others created), disturbing no pod'],
  ['repacked', 'once pods are moved without limit, too'],
  [
    'stranded',
    'memory slices that are free and of no use to a profile: by shape, until idle instances are recut, + by placement, until pods are moved. The map marks them for one profile of each pool: the one that most waiting pods ask for, or the one you click in its ladder',
  ],
  ['grey profiles', 'are not in demand'],
];

/** Shows keys and meanings in a dialog. */
export function showHelp(): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'help';
  dialog.setAttribute('aria-label', 'Help');
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  render(
    h(
      'div',
      {},
      h('h2', {}, 'Keys'),
      drawTerms(KEYS),
      h('h2', {}, 'Words'),
      drawTerms(WORDS),
      h(
        'p',
        { class: 'hint' },
        'In the search, pod:, node: and profile: look in one kind of name only; several words must all be met. ',
        h('a', { href: '/plain' }, 'The same without script'),
      ),
      h('button', { type: 'button', onClick: () => dialog.close() }, 'Close'),
    ),
    dialog,
  );
  document.body.append(dialog);
  dialog.showModal();
}

function drawTerms(terms: readonly (readonly [string, string])[]): ComponentChild {
  return h(
    'dl',
    {},
    terms.flatMap(([term, meaning]) => [h('dt', {}, term), h('dd', {}, meaning)]),
  );
}

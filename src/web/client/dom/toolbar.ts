import { type ComponentChild, h } from 'preact';
import type { Zoom } from '../layout.ts';
import type { State } from '../state.ts';
import { nextTheme, type Theme } from './theme.ts';

/** What the tools do. */
export interface ToolActions {
  search(text: string): void;
  goToFirst(): void;
  choosePool(pool: string): void;
  chooseStranded(only: boolean): void;
  chooseZoom(zoom: Zoom | 'auto'): void;
}

/** What the settings do. */
export interface SettingActions {
  chooseTheme(theme: Theme): void;
  help(): void;
}

/** What the tools show beside the reader's choices. */
export interface ToolFacts {
  readonly pools: readonly string[];
  readonly zoom: Zoom;
  /** How much was found; empty where nothing is searched for. */
  readonly found: string;
}

const ZOOMS: readonly (readonly [Zoom, string, string])[] = [
  ['overview', 'S', 'Small: every GPU a line'],
  ['rows', 'M', 'Medium: every node a row'],
  ['detail', 'L', 'Large: with the names of pods'],
];

/** Search, filters and size. */
export function drawTools({ choices }: State, facts: ToolFacts, actions: ToolActions): ComponentChild {
  return [
    h(
      'label',
      { class: 'search' },
      h('span', { class: 'unseen' }, 'Search for a pod, node or profile'),
      h('input', {
        id: 'search',
        type: 'search',
        placeholder: 'pod, node or profile   ( / )',
        value: choices.search,
        autocomplete: 'off',
        spellcheck: false,
        onInput: ({ currentTarget }) => actions.search(currentTarget.value),
        onKeyDown: (event) => event.key === 'Enter' && actions.goToFirst(),
      }),
      h('output', { class: 'found' }, facts.found),
    ),
    h(
      'label',
      { class: 'pick' },
      h('span', { class: 'unseen' }, 'Pool'),
      h(
        'select',
        {
          id: 'pool',
          value: choices.pool,
          onChange: (event: Event & { readonly currentTarget: HTMLSelectElement }) =>
            actions.choosePool(event.currentTarget.value),
        },
        h('option', { value: '' }, 'All pools'),
        facts.pools.map((pool) => h('option', { value: pool, key: pool }, pool)),
      ),
    ),
    h(
      'label',
      { class: 'check' },
      h('input', {
        id: 'stranded',
        type: 'checkbox',
        checked: choices.strandedOnly,
        onChange: ({ currentTarget }) => actions.chooseStranded(currentTarget.checked),
      }),
      'Stranded only',
    ),
    h(
      'div',
      { class: 'zoom', role: 'group', 'aria-label': 'Size of GPUs' },
      ZOOMS.map(([zoom, letter, title]) =>
        h(
          'button',
          {
            type: 'button',
            key: zoom,
            title,
            'aria-label': title,
            'aria-pressed': facts.zoom === zoom,
            onClick: () => actions.chooseZoom(zoom),
          },
          letter,
        ),
      ),
    ),
  ];
}

/** Theme and help. */
export function drawSettings(theme: Theme, actions: SettingActions): ComponentChild {
  return [
    h(
      'button',
      { type: 'button', id: 'theme', onClick: () => actions.chooseTheme(nextTheme(theme)) },
      `Theme: ${theme}`,
    ),
    h(
      'button',
      { type: 'button', id: 'help', 'aria-label': 'Help: keys and meanings', onClick: () => actions.help() },
      '?',
    ),
  ];
}

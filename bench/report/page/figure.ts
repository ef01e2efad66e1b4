import { type ComponentChild, h } from 'preact';
import { prose } from '../prose.ts';

/** A part of the page under a title that says what is found, with a line that says what is shown. */
export function section(id: string, title: string, shown: string, ...children: ComponentChild[]): ComponentChild {
  return h('section', { id }, h('h2', {}, prose(title)), h('p', { class: 'shown' }, prose(shown)), children);
}

/** A drawing under its name. */
export function figure(caption: string, picture: ComponentChild): ComponentChild {
  return h('figure', {}, h('figcaption', {}, caption), picture);
}

/** Drawings beside each other, as many as there is room for; `narrow` ones need less of it. */
export function figures(kind: 'wide' | 'narrow', drawn: readonly ComponentChild[]): ComponentChild {
  return h('div', { class: `figures ${kind}` }, drawn);
}

/** What is at hand and not in sight. */
export function folded(summary: string, ...children: ComponentChild[]): ComponentChild {
  return h('details', {}, h('summary', {}, prose(summary)), children);
}

/** Drawings of which the first few are in sight. */
export function someFigures(
  kind: 'wide' | 'narrow',
  first: readonly ComponentChild[],
  others: readonly ComponentChild[],
  what: string,
): ComponentChild {
  return [
    figures(kind, first),
    others.length === 0 ? null : folded(`${what} (${others.length} more)`, figures(kind, others)),
  ];
}

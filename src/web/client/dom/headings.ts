import { h, render } from 'preact';
import { counted } from '../counted.ts';
import type { MapLayout } from '../layout.ts';
import type { Marking } from '../marking.ts';

/** Draws the headings of the map's sections, each where its section begins. */
export function drawHeadings(element: HTMLElement, { sections, headings }: MapLayout, marking: Marking): void {
  render(
    sections.map(({ name, gpus, rows }, index) =>
      h(
        'h2',
        { key: name, class: 'heading', style: { transform: `translateY(${headings[index] ?? 0}px)` } },
        name,
        h('small', {}, `${counted(gpus, 'GPU')}, ${counted(rows.length, 'node')}`),
        marking.has(name)
          ? h('small', { class: 'marking' }, `marked: stranded for ${marking.get(name)?.profile.name}`)
          : null,
      ),
    ),
    element,
  );
}

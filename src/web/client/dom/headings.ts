import { type ComponentChild, h, render } from 'preact';
import { counted } from '../counted.ts';
import type { MapLayout } from '../layout.ts';
import type { Marking, PoolMarking } from '../marking.ts';

/** Draws the headings of the map's sections, each where its section begins. */
export function drawHeadings(element: HTMLElement, { sections, headings }: MapLayout, marking: Marking): void {
  render(
    sections.map(({ name, gpus, rows }, index) =>
      h(
        'h2',
        { key: name, class: 'heading', style: { transform: `translateY(${headings[index] ?? 0}px)` } },
        name,
        h('small', {}, `${counted(gpus, 'GPU')}, ${counted(rows.length, 'node')}`),
        drawMarking(marking.get(name)),
      ),
    ),
    element,
  );
}

function drawMarking(marking: PoolMarking | undefined): ComponentChild {
  if (marking === undefined) return null;
  const { slices, profile } = marking;
  const text = slices > 0 ? `marked: ${counted(slices, 'slice')} stranded` : 'no slice is for certain stranded';
  return h('small', { class: 'marking' }, `${text} for ${profile.name}`);
}

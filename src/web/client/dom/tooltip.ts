import { h, render } from 'preact';
import { describeMarks, describeSegment } from '../describe.ts';
import type { FleetGpu } from '../fleet.ts';
import { segmentsOf } from '../look.ts';
import type { Marks } from '../marking.ts';

/** What is shown beside a GPU that the pointer or the cursor is on. */
export interface Tip {
  readonly gpu: FleetGpu;
  readonly marks: Marks;
  readonly focus: string | undefined;
  /** The slice that is pointed at; undefined for none in particular. */
  readonly slice: number | undefined;
  /** Where the GPU is in the window. */
  readonly at: DOMRect;
}

/** Shows a tip in this element, or hides it. Beside the GPU, so that it covers neither it nor what follows. */
export function showTip(element: HTMLElement, tip: Tip | undefined): void {
  element.hidden = tip === undefined;
  if (tip === undefined) return;
  render(contentOf(tip), element);
  const { width, height } = element.getBoundingClientRect();
  const left = Math.max(8, Math.min(tip.at.left, window.innerWidth - width - 8));
  const below = tip.at.bottom + 8;
  const top = below + height > window.innerHeight - 8 ? Math.max(8, tip.at.top - height - 8) : below;
  element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

function contentOf({ gpu, marks, focus, slice }: Tip): ReturnType<typeof h> {
  const title = h('b', {}, `${gpu.node} GPU ${gpu.index}`);
  if (gpu.kind !== 'mig') {
    return h('div', {}, title, h('p', {}, gpu.reason === '' ? `${gpu.product}, handed out whole` : gpu.reason));
  }
  const segments = segmentsOf(gpu.model, gpu.look).filter(({ profile }) => profile !== undefined);
  const isPointedAt = ({ start, length }: (typeof segments)[number]): boolean =>
    slice !== undefined && start <= slice && slice < start + length;
  return h(
    'div',
    {},
    title,
    h('small', {}, gpu.model.name),
    h(
      'ul',
      {},
      segments.map((segment) =>
        h(
          'li',
          { class: isPointedAt(segment) ? 'pointed' : undefined },
          h('i', { class: `swatch ${segment.use}` }),
          describeSegment(segment, gpu.pods),
        ),
      ),
      segments.length === 0 ? h('li', {}, 'no instances') : null,
      describeMarks(marks, focus).map((text) => h('li', {}, h('i', { class: 'swatch stranded' }), text)),
    ),
  );
}

import { type ComponentChild, h } from 'preact';
import { describeSegment } from '../describe.ts';
import type { MigGpu } from '../fleet.ts';
import { segmentsOf } from '../look.ts';

/** One GPU as a row of windows under the numbers of its slices, large enough to read pods. */
export function drawStrip({ model, look, pods }: MigGpu): ComponentChild {
  const slices = Array.from({ length: model.memorySlices }, (_, slice) => slice);
  const columns = { gridTemplateColumns: `repeat(${model.memorySlices}, minmax(0, 1fr))` };
  return h(
    'div',
    { class: 'strip' },
    h(
      'div',
      { class: 'ruler', style: columns, 'aria-hidden': true },
      slices.map((slice) => h('span', {}, slice)),
    ),
    h(
      'ul',
      { style: columns },
      segmentsOf(model, look).map((segment) => {
        const { start, length, profile, use, podAt } = segment;
        const share = length / model.memorySlices;
        const shade = share > 0.75 ? 'xl' : share >= 0.4 ? 'l' : share >= 0.2 ? 'm' : 's';
        const pod = pods[podAt];
        const text = describeSegment(segment, pods);
        return h(
          'li',
          {
            class: `window ${use} ${shade}`,
            style: { gridColumn: `${start + 1} / span ${length}` },
            title: text,
            'aria-label': text,
          },
          profile === undefined ? null : h('b', {}, profile.name),
          profile === undefined ? null : h('span', {}, pod === undefined ? use : pod.slice(pod.indexOf('/') + 1)),
        );
      }),
    ),
  );
}

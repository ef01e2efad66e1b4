import { type ComponentChild, h } from 'preact';
import type { Segment, SliceUse } from '../advisor/slice-map-segments.ts';

const USE_TEXT: Readonly<Record<SliceUse, string>> = {
  used: 'used',
  idle: 'idle',
  maybe: 'some of these are used, not known which',
  none: 'no instance',
};

/** What stands in a window under the profile, where no pod is known. */
const USE_WORD: Readonly<Record<SliceUse, string>> = { used: 'used', idle: 'idle', maybe: 'used?', none: '' };

/** The numbers of the memory slices, each above the left edge of its slice, where a placement starts. */
export function drawRuler(slicesPerGpu: number): ComponentChild {
  const slices = Array.from({ length: slicesPerGpu }, (_, slice) => h('span', {}, slice));
  return h('div', { class: `gpu ruler of-${slicesPerGpu}`, title: 'memory slices' }, slices);
}

/**
 * One GPU as a row of memory slices. A window shows its profile, and under it the pod's name without the namespace, as
 * far as there is room; its title has profile, start and `namespace/name`.
 */
export function drawGpu(segments: readonly Segment[], slicesPerGpu: number): ComponentChild {
  return h(
    'div',
    { class: `gpu of-${slicesPerGpu}` },
    segments.map((segment) => drawSegment(segment, slicesPerGpu)),
  );
}

/** The ways a window can look, each with its meaning. */
export function legend(): ComponentChild {
  const others: readonly SliceUse[] = ['idle', 'maybe', 'none'];
  return h(
    'ul',
    { class: 'legend' },
    h(
      'li',
      {},
      ['s', 'm', 'l', 'xl'].map((shade) => h('i', { class: `box used ${shade}` })),
      h('span', {}, 'used: the darker, the larger a share of the GPU'),
    ),
    others.map((use) => h('li', {}, h('i', { class: `box ${use}` }), h('span', {}, USE_TEXT[use]))),
  );
}

function drawSegment({ start, length, label, use, pod }: Segment, slicesPerGpu: number): ComponentChild {
  const what = label === '' ? `slice ${start}` : `${label}@${start}`;
  const share = length / slicesPerGpu;
  return h(
    'div',
    {
      class: `box ${use} ${shadeOf(share)} at-${start} span-${length}`,
      title: `${what}: ${pod === undefined ? USE_TEXT[use] : `used by ${pod}`}`,
    },
    label === '' ? null : h('b', { class: isTight(label, share) ? 'tight' : undefined }, label),
    label === '' ? null : h('small', {}, pod === undefined ? USE_WORD[use] : nameOf(pod)),
  );
}

function shadeOf(share: number): string {
  return share > 0.75 ? 'xl' : share >= 0.4 ? 'l' : share >= 0.2 ? 'm' : 's';
}

/** `1g.10gb+me` in an eighth of the width: smaller letters, since a label that is cut reads as another profile. */
function isTight(label: string, share: number): boolean {
  return label.length * 0.0156 > share;
}

function nameOf(pod: string): string {
  return pod.slice(pod.indexOf('/') + 1);
}

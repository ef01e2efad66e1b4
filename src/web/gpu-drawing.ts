import { type ComponentChild, h } from 'preact';
import type { Segment, SliceUse } from '../advisor/slice-map.ts';

const WIDTH = 384;
const HEIGHT = 30;
const GAP = 2;

const USE_TEXT: Readonly<Record<SliceUse, string>> = {
  used: 'used',
  idle: 'idle',
  maybe: 'some of these are used, not known which',
  none: 'no instance',
};

/** One GPU as a row of memory slices, as SVG; a segment's title names its profile, start and pod. */
export function drawGpu(segments: readonly Segment[], memorySlices: number): ComponentChild {
  const slice = WIDTH / memorySlices;
  return h(
    'svg',
    { class: 'gpu', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'img' },
    segments.map((segment) => drawSegment(segment, slice)),
  );
}

/** The ways a segment can look, each with its meaning. */
export function legend(): ComponentChild {
  const uses: readonly SliceUse[] = ['used', 'idle', 'maybe', 'none'];
  return h(
    'ul',
    { class: 'legend' },
    uses.map((use) =>
      h(
        'li',
        {},
        h(
          'svg',
          { width: 22, height: 14, role: 'presentation' },
          box({ x: 1, y: 1, width: 20, height: 12, size: 2, use }),
        ),
        h('span', {}, USE_TEXT[use]),
      ),
    ),
  );
}

/** Patterns that the drawings of a page refer to; to be put on the page once. */
export function patterns(): ComponentChild {
  return h(
    'svg',
    { width: 0, height: 0, class: 'patterns' },
    h(
      'defs',
      {},
      h(
        'pattern',
        { id: 'stripes', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        h('rect', { width: 6, height: 6, class: 'stripe-ground' }),
        h('rect', { width: 3, height: 6, class: 'stripe' }),
      ),
    ),
  );
}

function drawSegment({ start, length, label, use, pod }: Segment, slice: number): ComponentChild {
  const [x, width] = [start * slice + GAP / 2, length * slice - GAP];
  const what = label === '' ? `slice ${start}` : `${label}@${start}`;
  const title = `${what}: ${pod === undefined ? USE_TEXT[use] : `used by ${pod}`}`;
  return h(
    'g',
    {},
    h('title', {}, title),
    box({ x, y: GAP / 2, width, height: HEIGHT - GAP, size: length / (WIDTH / slice), use }),
    label === '' ? null : h('text', { x: x + width / 2, y: HEIGHT / 2, class: `label ${use}` }, shorten(label, width)),
  );
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Share of the GPU's memory slices: larger instances are darker. */
  readonly size: number;
  readonly use: SliceUse;
}

function box({ x, y, width, height, size, use }: Box): ComponentChild {
  const shade = size > 0.75 ? 'xl' : size >= 0.4 ? 'l' : size >= 0.2 ? 'm' : 's';
  return h('rect', { x, y, width, height, rx: 3, class: `box ${use} ${shade}` });
}

/** About 6.6 px for a character of the label. */
function shorten(label: string, width: number): string {
  const forms = [label, label.replace('gb', ''), label.replace(/\.\d+gb/, '')];
  return forms.find((form) => form.length * 6.6 <= width) ?? '';
}

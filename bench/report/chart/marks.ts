import { type ComponentChild, h } from 'preact';
import { prose } from '../prose.ts';
import type { Look, Marker } from './policy-look.ts';

/** A point of a drawing, in its units. */
export type Point = readonly [x: number, y: number];

/** A coordinate as it is written: a tenth of a unit is finer than anyone sees. */
export function rounded(value: number): number {
  return Number(value.toFixed(1));
}

/** A drawing that scales with its column, told to those who cannot see it. */
export function drawing(width: number, height: number, label: string, ...children: ComponentChild[]): ComponentChild {
  return h('svg', { viewBox: `0 0 ${rounded(width)} ${rounded(height)}`, role: 'img', 'aria-label': label }, children);
}

/** A text at a place. */
export function label(text: string, [x, y]: Point, className: string): ComponentChild {
  return h('text', { x: rounded(x), y: rounded(y), class: className }, prose(text));
}

/** A straight line. */
export function stroke([x1, y1]: Point, [x2, y2]: Point, className: string): ComponentChild {
  return h('line', { x1: rounded(x1), y1: rounded(y1), x2: rounded(x2), y2: rounded(y2), class: className });
}

/** A line through points. */
export function polyline(points: readonly Point[], className: string): ComponentChild {
  return h('path', { d: through(points), class: className });
}

/** The area between two lines from left to right. */
export function band(upper: readonly Point[], lower: readonly Point[], className: string): ComponentChild {
  return h('path', { d: `${through([...upper, ...lower.toReversed()])}Z`, class: className });
}

/** The mark of a policy at a place; it tells its figures to whoever points at it. */
export function mark({ className, marker }: Look, [x, y]: Point, title: string): ComponentChild {
  const inside = h('title', {}, prose(title));
  const place = `translate(${rounded(x)} ${rounded(y)})`;
  if (marker === undefined)
    return h('circle', { cx: rounded(x), cy: rounded(y), r: 2.2, class: `mark ${className}` }, inside);
  return h('path', { d: SHAPES[marker], transform: place, class: `mark ${marker} ${className}` }, inside);
}

const SHAPES: Readonly<Record<Marker, string>> = {
  disc: 'M-4.2 0A4.2 4.2 0 1 1 4.2 0A4.2 4.2 0 1 1-4.2 0Z',
  ring: 'M-3.8 0A3.8 3.8 0 1 1 3.8 0A3.8 3.8 0 1 1-3.8 0Z',
  triangle: 'M0-4.9L4.6 3.6H-4.6Z',
  wedge: 'M0 4.9L4.6-3.6H-4.6Z',
  diamond: 'M0-5.2L4.6 0L0 5.2L-4.6 0Z',
  square: 'M-3.8-3.8H3.8V3.8H-3.8Z',
  plus: 'M-4.6 0H4.6M0-4.6V4.6',
  cross: 'M-3.6-3.6L3.6 3.6M3.6-3.6L-3.6 3.6',
};

function through(points: readonly Point[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join('');
}

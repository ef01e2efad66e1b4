import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAP_STYLE } from './map-style.ts';

/** The colours of the style sheet by name, in the light theme and the dark one. */
const COLOURS = new Map(
  [...MAP_STYLE.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(([, name = '', light = '', dark = '']) => [
    name,
    { light, dark },
  ]),
);

/** Contrast of two colours as the Web Content Accessibility Guidelines 2.2 define it, 1 to 21. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit).join('') : colour.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** What is in front of what: `ink on ground`. */
const TEXT = [
  'ink on ground, card, frozen',
  'soft on ground, card, frozen',
  'link on card',
  'on on m, l, xl',
  'on-s on s',
  'idle-ink on idle',
  'maybe-ink on maybe, maybe-stripe',
  'warn on ground, card',
  'strand on card',
  'good on ground, card',
];
/** Fills, outlines and marks without which a GPU could not be read. */
const SHAPES = [
  'used-line on card',
  'tiny-s on card',
  'tiny-m on card',
  'tiny-l on card',
  'tiny-xl on card',
  'm on card',
  'idle-line on card',
  'maybe-line on card',
  'gap on ground, card',
  'strand on card, idle',
  'strand-soft on card, idle',
  'accent on ground, card',
];

function check(pairs: readonly string[], least: number): void {
  for (const [front = '', backs = ''] of pairs.map((pair) => pair.split(' on '))) {
    for (const back of backs.split(', ')) {
      for (const theme of ['light', 'dark'] as const) {
        const found = contrast(
          COLOURS.get(front)?.[theme] ?? assert.fail(front),
          COLOURS.get(back)?.[theme] ?? assert.fail(back),
        );
        assert.ok(found >= least, `${front} on ${back}, ${theme}: ${found.toFixed(2)}`);
      }
    }
  }
}

describe('the colours of the slice map, in both themes', () => {
  it('are measured as the guidelines measure them', () => {
    assert.equal(contrast('#fff', '#000').toFixed(2), '21.00');
    assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54');
  });
  it('let text be read: at least 4.5 to 1', () => check(TEXT, 4.5));
  it('let shapes be seen: at least 3 to 1', () => check(SHAPES, 3));
});

import { type ComponentChild, h } from 'preact';
import { drawing, label, mark, stroke } from './marks.ts';
import type { Look } from './policy-look.ts';
import type { Range, Scale } from './scale.ts';

/** A row of a chart: a value and the ends of its interval, or a span between two values. */
export interface DotRow {
  readonly name: string;
  readonly look: Look;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Stands at the right end. */
  readonly text: string;
  readonly title: string;
}

/** A value that rows are seen against. */
export interface Reference {
  readonly value: number;
  readonly text: string;
  /** On which side of its line the text stands. */
  readonly side: 'left' | 'right';
}

/** A chart's rows and axis. */
export interface DotChart {
  readonly label: string;
  readonly xTitle: string;
  readonly rows: readonly DotRow[];
  readonly references: readonly Reference[];
  readonly x: (range: Range) => Scale;
}

const WIDTH = 480;
const LEFT = 140;
const RIGHT = 52;
const TOP = 20;
const ROW = 17;
const BOTTOM = 38;

/** Draws a dot with its interval for each row. */
export function drawDotChart({ label: told, xTitle, rows, references, x }: DotChart): ComponentChild {
  const [left, right, bottom] = [LEFT, WIDTH - RIGHT, TOP + rows.length * ROW + 6];
  const xs = x([left + 8, right - 8]);
  return drawing(
    WIDTH,
    bottom + BOTTOM,
    told,
    rows.map(({ look }, index) =>
      look.className === 'p0'
        ? h('rect', { x: 0, y: TOP + index * ROW + 3, width: WIDTH, height: ROW, rx: 3, class: 'row' })
        : null,
    ),
    xs.ticks.map(({ position, text }) => [
      stroke([position, TOP - 2], [position, bottom], 'grid'),
      label(text, [position, bottom + 15], 'tick middle'),
    ]),
    references.map(({ value, text, side }) => [
      stroke([xs.at(value), TOP - 4], [xs.at(value), bottom], 'reference'),
      label(text, [xs.at(value) + (side === 'left' ? -3 : 3), TOP - 8], side === 'left' ? 'tick end' : 'tick'),
    ]),
    stroke([left, bottom], [right, bottom], 'axis'),
    label(xTitle, [(left + right) / 2, bottom + 32], 'axis-title middle'),
    rows.map(({ name, look, value, low, high, text, title }, index) => {
      const height = TOP + (index + 0.5) * ROW + 3;
      return h(
        'g',
        {},
        label(name, [left - 10, height + 4], `name end ${look.className}`),
        Number.isFinite(high - low)
          ? stroke([xs.at(low), height], [xs.at(high), height], `whisker ${look.className}`)
          : null,
        mark(look, [xs.at(value), height], title),
        label(text, [WIDTH - 4, height + 4], `value end ${look.className}`),
      );
    }),
  );
}

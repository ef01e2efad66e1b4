import type { ComponentChild } from 'preact';
import { band, drawing, label, mark, type Point, polyline, stroke } from './marks.ts';
import type { Look } from './policy-look.ts';
import type { Range, Scale } from './scale.ts';
import { stackLabels } from './stacked-labels.ts';

/** A line of a chart, with its name at the right end. */
export interface ChartLine {
  readonly name: string;
  readonly look: Look;
  readonly points: readonly ChartPoint[];
}

/** A value at a place on the axis, with the ends of its interval where they are known. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  /** What is told of it. */
  readonly title: string;
}

/** A chart's lines and axes. */
export interface LineChart {
  readonly label: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly lines: readonly ChartLine[];
  readonly x: (range: Range) => Scale;
  readonly y: (range: Range) => Scale;
}

const WIDTH = 480;
const LEFT = 44;
const RIGHT = 142;
const TOP = 22;
const BOTTOM = 40;
const LABEL_GAP = 12.4;
const LEAST_PLOT = 220;

/** Draws lines with bands for their intervals, and names that do not cover each other. */
export function drawLineChart({ label: told, xTitle, yTitle, lines, x, y }: LineChart): ComponentChild {
  const plot = Math.max(LEAST_PLOT, lines.length * LABEL_GAP);
  const [left, right, bottom] = [LEFT, WIDTH - RIGHT, TOP + plot];
  const [xs, ys] = [x([left + 14, right - 8]), y([bottom - 4, TOP + 4])];
  const place = (point: ChartPoint): Point => [xs.at(point.x), ys.at(point.y)];
  const layers = lines.toSorted((a, b) => weightOf(a.look) - weightOf(b.look));
  return drawing(
    WIDTH,
    bottom + BOTTOM,
    told,
    ys.ticks.map(({ position, text }) => [
      stroke([left, position], [right, position], 'grid'),
      label(text, [left - 7, position + 4], 'tick end'),
    ]),
    xs.ticks.map(({ position, text }) => [
      stroke([position, bottom], [position, bottom + 4], 'axis'),
      label(text, [position, bottom + 17], 'tick middle'),
    ]),
    stroke([left, bottom], [right, bottom], 'axis'),
    label(yTitle, [0, 11], 'axis-title'),
    label(xTitle, [(left + right) / 2, bottom + 34], 'axis-title middle'),
    layers.map(({ look, points }) => {
      const known = points.filter(({ low, high }) => Number.isFinite(high - low));
      return look.isProminent && known.length > 1
        ? band(
            known.map((point): Point => [xs.at(point.x), ys.at(point.high)]),
            known.map((point): Point => [xs.at(point.x), ys.at(point.low)]),
            `band ${look.className}`,
          )
        : null;
    }),
    layers.map(({ look, points }) => polyline(points.map(place), `line ${look.className}`)),
    layers.map(({ look, points }) => points.map((point) => mark(look, place(point), point.title))),
    drawNames(lines, place, right, [TOP + 4, bottom - 2]),
  );
}

/** Where lines are the same, which is seen: those in colour over those in grey, the default over all. */
function weightOf({ className, isProminent }: Look): number {
  return className === 'p0' ? 2 : Number(isProminent);
}

/** What has room beside a chart. */
function shortened(name: string): string {
  return name.length > 21 ? `${name.slice(0, 20)}…` : name;
}

function drawNames(
  lines: readonly ChartLine[],
  place: (point: ChartPoint) => Point,
  right: number,
  [low, high]: Range,
): ComponentChild {
  const ends = lines
    .flatMap(({ name, look, points }) => {
      const last = points.at(-1);
      return last === undefined ? [] : [{ name, look, end: place(last) }];
    })
    .toSorted((a, b) => a.end[1] - b.end[1] || weightOf(b.look) - weightOf(a.look) || (a.name < b.name ? -1 : 1));
  const places = stackLabels(
    ends.map(({ end }) => end[1]),
    LABEL_GAP,
    low,
    high,
  );
  return ends.map(({ name, look, end }, index) => {
    const height = places[index] ?? end[1];
    return [
      polyline(
        [
          [end[0] + 6, end[1]],
          [right + 2, end[1]],
          [right + 14, height],
          [right + 17, height],
        ],
        `leader ${look.className}`,
      ),
      label(shortened(name), [right + 20, height + 4], `name ${look.className}`),
    ];
  });
}

import type { ComponentChild } from 'preact';
import { band, drawing, label, type Point, polyline, stroke } from './marks.ts';
import type { Look } from './policy-look.ts';
import { linearScale } from './scale.ts';
import { stackLabels } from './stacked-labels.ts';

/** Headroom of one profile at a time, in instances, on the three rungs. */
export interface RungPoint {
  readonly time: number;
  readonly asShaped: number;
  readonly reshaped: number;
  readonly repacked: number;
}

/** The course of the headroom under one policy. */
export interface RungChart {
  readonly label: string;
  readonly look: Look;
  readonly points: readonly RungPoint[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** Greatest value of the upright axis: the same for all charts that are compared. */
  readonly top: number;
  /** Whether instances exist beforehand, so that there is a rung as shaped. */
  readonly isShaped: boolean;
}

const WIDTH = 360;
const HEIGHT = 230;
const LEFT = 36;
const RIGHT = 74;
const TOP = 22;
const BOTTOM = 38;

/** Draws the rungs as lines, and what lies between reshaped and repacked, which only moves can give, as an area. */
export function drawRungChart(chart: RungChart): ComponentChild {
  const { points, look, isShaped } = chart;
  const [left, right, bottom] = [LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM];
  const times = points.map(({ time }) => time);
  const xs = linearScale([Math.min(...times), Math.max(...times)], [left, right]);
  const ys = linearScale([0, chart.top], [bottom, TOP + 4]);
  const line = (pick: (point: RungPoint) => number): readonly Point[] =>
    points.map((point) => [xs.at(point.time), ys.at(pick(point))]);
  const [repacked, reshaped, asShaped] = [
    line((point) => point.repacked),
    line((point) => point.reshaped),
    line((point) => point.asShaped),
  ];
  const names = [
    { text: 'repacked', end: repacked.at(-1), className: 'rung-name' },
    { text: 'reshaped', end: reshaped.at(-1), className: `name ${look.className}` },
    ...(isShaped ? [{ text: 'as shaped', end: asShaped.at(-1), className: 'rung-name' }] : []),
  ];
  const heights = stackLabels(
    names.map(({ end }) => end?.[1] ?? bottom),
    13,
    TOP,
    bottom,
  );
  return drawing(
    WIDTH,
    HEIGHT,
    chart.label,
    ys.ticks.map(({ position, text }) => [
      stroke([left, position], [right, position], 'grid'),
      label(text, [left - 6, position + 4], 'tick end'),
    ]),
    xs.ticks.map(({ position, text }) => label(text, [position, bottom + 15], 'tick middle')),
    stroke([left, bottom], [right, bottom], 'axis'),
    label(chart.yTitle, [0, 11], 'axis-title'),
    label(chart.xTitle, [(left + right) / 2, bottom + 32], 'axis-title middle'),
    band(repacked, reshaped, `lost ${look.className}`),
    polyline(repacked, 'rung repacked'),
    polyline(reshaped, `rung ${look.className}`),
    isShaped ? polyline(asShaped, 'rung shaped') : null,
    names.map(({ text, className }, index) => label(text, [right + 6, (heights[index] ?? 0) + 4], className)),
  );
}

/** A line through values over time, as the `d` of an SVG path in a box of this size; empty for fewer than two values. */
export function sparkline(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return '';
  const most = Math.max(...values);
  const least = Math.min(...values);
  const span = most - least;
  // A value that never changes is a line in the middle.
  const yOf = (value: number): number => (span === 0 ? height / 2 : height - ((value - least) / span) * height);
  const xOf = (index: number): number => (index / (values.length - 1)) * width;
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${round(xOf(index))} ${round(yOf(value))}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

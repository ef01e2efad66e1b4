import { solve } from './lp-library.ts';

/** A linear function: what it is at the origin, and how it grows along each axis. */
export interface Plane {
  readonly value: number;
  readonly slope: readonly number[];
}

/** A point in a box, and what a function is there. */
export interface LowestPoint {
  readonly point: readonly number[];
  readonly value: number;
}

/**
 * Where a sum of functions is lowest in a box, each of them the largest of some planes. Of the first set of planes, all
 * functions have to be at least 0 at the origin.
 *
 * @param sets Each with one plane of every function, in one order.
 * @param scale About how long the box is. The library compares with fixed tolerances, so it gets numbers near 1.
 */
export function lowestPoint(
  sets: readonly (readonly Plane[])[],
  box: readonly { readonly from: number; readonly to: number }[],
  scale: number,
): LowestPoint | undefined {
  const steepest = Math.max(1, ...sets.flatMap((planes) => planes.flatMap(({ slope }) => slope.map(Math.abs))));
  const unit = scale * steepest;
  // Variables of the library are not negative: points are counted from the box's corner, values from below all of them.
  const floor = -box.length;
  const constraints: Record<string, { min: number } | { max: number }> = {};
  const axes = box.map(({ from, to }, axis): Record<string, number> => {
    constraints[`axis${axis}`] = { max: (to - from) / scale };
    return { [`axis${axis}`]: 1 };
  });
  const heights = (sets[0] ?? []).map((): Record<string, number> => ({ value: 1 }));
  for (const [set, planes] of sets.entries()) {
    for (const [at, { value, slope }] of planes.entries()) {
      const row = `plane${set}_${at}`;
      const atCorner = slope.reduce((sum, each, axis) => sum + each * (box[axis]?.from ?? 0), value);
      constraints[row] = { min: atCorner / unit - floor };
      const height = heights[at];
      if (height !== undefined) height[row] = 1;
      for (const [axis, each] of slope.entries()) {
        const entries = axes[axis];
        if (entries !== undefined && each !== 0) entries[row] = -each / steepest;
      }
    }
  }
  const variables = Object.fromEntries([
    ...axes.map((entries, axis): [string, Record<string, number>] => [`x${axis}`, entries]),
    ...heights.map((entries, at): [string, Record<string, number>] => [`height${at}`, entries]),
  ]);
  const solved = solve({ optimize: 'value', opType: 'min', constraints, variables });
  if (solved?.get('feasible') !== true) return undefined;
  return {
    point: box.map(({ from, to }, axis) => Math.min(to, from + Number(solved.get(`x${axis}`) ?? 0) * scale)),
    value: (Number(solved.get('result')) + floor * heights.length) * unit,
  };
}

import { NO_GPUS, type NodeShape, type Request, requestOn } from '../node/node-shape.ts';
import { type Occupant, withInstances, withoutOccupants } from '../node/occupant.ts';
import { compareKeys } from '../placement/policy.ts';
import { countViolations } from '../preemption/disruption-budgets.ts';
import type { Move, MoveOptions } from './moves.ts';
import { certainly, type NewPlace, newPlaces } from './new-places.ts';
import { type WayIn, waysIn } from './ways-in.ts';

/** Memory slices that pods hold together. */
export function slicesOf(occupants: readonly Occupant[]): number {
  return occupants
    .flatMap(({ instances }) => instances)
    .reduce((sum, { placement }) => sum + placement.profile.memory, 0);
}

/** A pod that has to leave a node. */
export interface Displaced {
  readonly occupant: Occupant;
  readonly from: number;
}

/** What a search for places may look at. */
export interface Search {
  readonly options: MoveOptions;
  /** The node that the request goes to. */
  readonly target: number;
  readonly steps: { left: number };
}

/** Most moves in all, and the slices that they have to stay below. */
export interface MoveLimits {
  readonly moves: number;
  readonly slices: number;
}

/**
 * Finds a place for everyone displaced within the limits, at the cost of the fewest slices in all; undefined where there is
 * none. Exact as long as steps are left.
 */
export function rehouse(
  search: Search,
  shapes: readonly NodeShape[],
  displaced: readonly Displaced[],
  done: readonly Move[],
  limits: MoveLimits,
): readonly Move[] | undefined {
  const [next, ...rest] = displaced.toSorted((a, b) => slicesOf([b.occupant]) - slicesOf([a.occupant]));
  // Nobody may be left out, so with the slices moved so far and those waiting there is no cheaper way than this one.
  const least = slicesMoved([...done, ...displaced]);
  if (least >= limits.slices) return undefined;
  if (next === undefined) return done;
  let best: readonly Move[] | undefined;
  let slices = limits.slices;
  const offer = (moves: readonly Move[] | undefined): boolean => {
    if (moves !== undefined) [best, slices] = [moves, slicesMoved(moves)];
    return slices <= least;
  };
  for (const { node, choices, after } of placesFor(search, shapes, next, rest, done)) {
    const move = { ...next, to: node, choices };
    if (offer(rehouse(search, shapes.with(node, after), rest, [...done, move], { ...limits, slices }))) return best;
  }
  const spare = limits.moves - done.length - displaced.length;
  if (spare > 0) offer(displaceOthers(search, shapes, next, rest, done, { ...limits, slices }));
  return best;
}

function slicesMoved(moved: readonly Displaced[]): number {
  return slicesOf(moved.map(({ occupant }) => occupant));
}

/** Makes room for one displaced occupant by displacing others that have not moved yet. */
function displaceOthers(
  search: Search,
  shapes: readonly NodeShape[],
  next: Displaced,
  rest: readonly Displaced[],
  done: readonly Move[],
  limits: MoveLimits,
): readonly Move[] | undefined {
  const { nodes, disruptionsAllowed } = search.options;
  const moved = [...done, ...rest, next];
  const least = slicesMoved(moved);
  let best: readonly Move[] | undefined;
  let { slices } = limits;
  const settled = new Set(moved.map(({ occupant }) => occupant.id));
  for (const [node, shape] of shapes.entries()) {
    const asked = mayGo(search, next, node, rest, done) ? requestOn(shape, requestOf(next.occupant)) : undefined;
    if (asked === undefined) continue;
    const gone = moved.map(({ occupant }) => occupant);
    const spare = limits.moves - done.length - rest.length - 1;
    const isOfUse = (leaving: readonly Occupant[]): boolean =>
      leaving.length <= spare &&
      least + slicesOf(leaving) < slices &&
      countViolations([...gone, ...leaving], disruptionsAllowed) === 0;
    const mayLeave = (nodes[node]?.movable ?? []).filter(({ id }) => !settled.has(id));
    const { steps } = search;
    for (const way of waysIn({ node: certainly(shape), mayLeave, request: asked, isOfUse, steps })) {
      const { leaving, choices } = way;
      const after = opened(shapes, node, way);
      const others = leaving.map((occupant) => ({ occupant, from: node }));
      const step = { ...next, to: node, choices };
      const moves = rehouse(search, after, [...rest, ...others], [...done, step], { ...limits, slices });
      if (moves !== undefined) [best, slices] = [moves, slicesMoved(moves)];
    }
  }
  return best;
}

/** Whether a displaced occupant may go to a node, with all who are known to leave it or to come there. */
function mayGo(
  { options, target }: Search,
  { occupant, from }: Displaced,
  node: number,
  waiting: readonly Displaced[],
  done: readonly Move[],
): boolean {
  const arriving = done.filter(({ to }) => to === node).map((move) => move.occupant);
  const leaving = [...done, ...waiting].filter((other) => other.from === node).map((other) => other.occupant);
  return options.mayRunOn([...arriving, occupant], node, from === node ? [...leaving, occupant] : leaving, target);
}

/** A new place, and on which node it is. */
interface Destination extends NewPlace {
  readonly node: number;
}

/**
 * Where an occupant could go without displacing anyone: instances that are there first, then by key. Of nodes that are
 * equal to every policy and to the constraints of all who still wait for a place, only the first is tried.
 */
export function placesFor(
  search: Search,
  shapes: readonly NodeShape[],
  next: Displaced,
  waiting: readonly Displaced[],
  done: readonly Move[],
): readonly Destination[] {
  const request = requestOf(next.occupant);
  const places: Destination[] = [];
  const seen = new Set<string>();
  for (const [node, shape] of shapes.entries()) {
    if (--search.steps.left < 0) return [];
    const asked = requestOn(shape, request);
    if (asked === undefined || !mayGo(search, next, node, waiting, done)) continue;
    const id = [shapeId(shape), ...waiting.map((other) => mayGo(search, other, node, waiting, done))].join();
    if (seen.has(id)) continue;
    seen.add(id);
    for (const place of newPlaces(shape, asked, search.options.rater, search.steps)) places.push({ node, ...place });
  }
  const isAsCut = ({ choices }: Destination): number => Number(choices === undefined);
  return places.sort((a, b) => isAsCut(b) - isAsCut(a) || compareKeys(a.key, b.key) || a.node - b.node);
}

/** Equal for nodes that are the same to every policy. */
function shapeId({ mode, gpus, hidden, shared }: NodeShape): string {
  return [
    mode,
    ...gpus.map(({ id }) => id).sort(),
    ...[...hidden].map(([name, count]) => `${name} ${count}`).sort(),
    ...[...shared].map(([name, { perInstance, taken }]) => `${name} ${taken}/${perInstance}`).sort(),
  ].join();
}

function requestOf({ instances }: Occupant): Request {
  const counts = new Map<string, number>();
  for (const { placement } of instances) {
    counts.set(placement.profile.name, (counts.get(placement.profile.name) ?? 0) + 1);
  }
  return [...counts].map(([profile, count]) => ({ profile, count }));
}

/** The nodes once a way into one of them is taken. */
export function opened(shapes: readonly NodeShape[], node: number, { leaving, choices }: WayIn): readonly NodeShape[] {
  return shapes.with(node, withInstances(withoutOccupants(shapes[node] ?? NO_GPUS, leaving), choices));
}

import { type NodeShape, type Request, requestOn } from '../node/node-shape.ts';
import { type GpuInstance, type Occupant, requestOf, withInstances, withoutOccupants } from '../node/occupant.ts';
import { compareKeys } from '../placement/policy.ts';
import type { Rater } from '../placement/rater.ts';
import { countViolations } from '../preemption/disruption-budgets.ts';
import { certainly, type NewPlace, newPlaces } from './new-places.ts';
import { shapeId } from './shape-id.ts';
import { type WayIn, waysIn } from './ways-in.ts';

/** A node and those of its occupants who may be restarted elsewhere. */
export interface MoveNode {
  readonly shape: NodeShape;
  readonly movable: readonly Occupant[];
}

/** One pod restarted, on another node or on other instances of the same one. */
export interface Move {
  readonly occupant: Occupant;
  /** Indexes into the nodes. */
  readonly from: number;
  readonly to: number;
  /** The instances it gets there; undefined where it takes idle ones that are there, whichever the device plugin picks. */
  readonly choices: readonly GpuInstance[] | undefined;
}

/** Who moves, and where the request then goes. `stepsOf` tells in which order that can be done. */
export interface MovePlan {
  readonly node: number;
  readonly choices: readonly GpuInstance[];
  readonly moves: readonly Move[];
}

/** The plan, that none of at most `mostMoves` moves exists, or that the budget ended before that was certain. */
export type MoveSearch =
  | { readonly kind: 'found'; readonly plan: MovePlan }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

/** What a search for moves may look at. */
export interface MoveOptions {
  readonly nodes: readonly MoveNode[];
  readonly request: Request;
  /** Nodes on which the request may run. */
  readonly targets: readonly number[];
  /**
   * Whether constraints and everything but GPUs allow all of these occupants on a node at once, after others have left it,
   * and beside the request if the node is its target. More occupants are never allowed where fewer are not.
   */
  readonly mayRunOn: (
    arriving: readonly Occupant[],
    node: number,
    gone: readonly Occupant[],
    target: number,
  ) => boolean;
  readonly disruptionsAllowed: ReadonlyMap<string, number>;
  readonly rater: Rater;
  readonly mostMoves: number;
  readonly budget?: number;
}

const BUDGET = 300_000;

/** A search that can be interrupted wherever it yields. */
type Pausing<T> = Generator<void, T>;

/**
 * Finds the fewest pods to restart elsewhere so that a request fits: one pod, then two, up to `mostMoves`; among plans
 * whose pods all move straight to their new place, the fewest memory slices moved. A displaced pod may displace others in
 * its turn. Idle instances may be recut wherever that helps; disruption budgets hold; every moved pod's new place is part
 * of the plan. `none` is certain, unless nodes of equal shape differ in what pods displaced at second hand may use;
 * `unknown` says that the budget ended.
 */
export function findMoves(options: MoveOptions): MoveSearch {
  const search = moveSteps(options);
  let step = search.next();
  while (step.done !== true) step = search.next();
  return step.value;
}

/** The same search, which pauses at every node that it looks at. */
export function* moveSteps(options: MoveOptions): Pausing<MoveSearch> {
  const steps = { left: options.budget ?? BUDGET };
  for (let most = 1; most <= options.mostMoves; most++) {
    for (const { node, way } of yield* waysInto(options, most, steps)) {
      const start = opened(
        options.nodes.map(({ shape }) => shape),
        node,
        way,
      );
      const displaced = way.leaving.map((occupant) => ({ occupant, from: node }));
      const moves = yield* rehouse({ options, target: node, steps }, start, displaced, [], most);
      if (moves !== undefined) return { kind: 'found', plan: { node, choices: way.choices, moves } };
    }
    if (steps.left < 0) return { kind: 'unknown' };
  }
  return { kind: 'none' };
}

/** Ways in at the cost of at most `most` occupants, cheapest first: fewest, then fewest memory slices, then by node. */
function* waysInto(
  { nodes, request, targets, disruptionsAllowed }: MoveOptions,
  most: number,
  steps: { left: number },
): Pausing<readonly { readonly node: number; readonly way: WayIn }[]> {
  const found: { readonly node: number; readonly way: WayIn }[] = [];
  for (const node of targets) {
    yield;
    const { shape, movable } = nodes[node] ?? { shape: NOTHING, movable: [] };
    const asked = requestOn(shape, request);
    if (asked === undefined) continue;
    const isOfUse = (leaving: readonly Occupant[]): boolean =>
      leaving.length <= most && countViolations(leaving, disruptionsAllowed) === 0;
    for (const way of waysIn({ node: certainly(shape), mayLeave: movable, request: asked, isOfUse, steps })) {
      if (way.leaving.length > 0) found.push({ node, way });
    }
  }
  return found.sort(
    (a, b) => a.way.leaving.length - b.way.leaving.length || slicesOf(a.way.leaving) - slicesOf(b.way.leaving),
  );
}

const NOTHING: NodeShape = { mode: 'static', gpus: [], hidden: new Map(), shared: new Map() };

function slicesOf(occupants: readonly Occupant[]): number {
  return occupants
    .flatMap(({ instances }) => instances)
    .reduce((sum, { placement }) => sum + placement.profile.memory, 0);
}

interface Displaced {
  readonly occupant: Occupant;
  readonly from: number;
}

interface Search {
  readonly options: MoveOptions;
  /** The node that the request goes to. */
  readonly target: number;
  readonly steps: { left: number };
}

/** Finds a place for everyone displaced, at no more than `most` moves in all; undefined where there is none. */
function* rehouse(
  search: Search,
  shapes: readonly NodeShape[],
  displaced: readonly Displaced[],
  done: readonly Move[],
  most: number,
): Pausing<readonly Move[] | undefined> {
  const [next, ...rest] = displaced.toSorted((a, b) => slicesOf([b.occupant]) - slicesOf([a.occupant]));
  if (next === undefined) return done;
  for (const { node, choices, after } of yield* placesFor(search, shapes, next, rest, done)) {
    const move = { ...next, to: node, choices };
    const moves = yield* rehouse(search, shapes.with(node, after), rest, [...done, move], most);
    if (moves !== undefined) return moves;
  }
  const spare = most - done.length - displaced.length;
  return spare > 0 ? yield* displaceOthers(search, shapes, next, rest, done, most) : undefined;
}

/** Makes room for one displaced occupant by displacing others that have not moved yet. */
function* displaceOthers(
  search: Search,
  shapes: readonly NodeShape[],
  next: Displaced,
  rest: readonly Displaced[],
  done: readonly Move[],
  most: number,
): Pausing<readonly Move[] | undefined> {
  const { nodes, disruptionsAllowed } = search.options;
  const moved = [...done, ...rest, next];
  const settled = new Set(moved.map(({ occupant }) => occupant.id));
  for (const [node, shape] of shapes.entries()) {
    yield;
    const asked = mayGo(search, next, node, rest, done) ? requestOn(shape, requestOf(next.occupant)) : undefined;
    if (asked === undefined) continue;
    const gone = moved.map(({ occupant }) => occupant);
    const spare = most - done.length - rest.length - 1;
    const isOfUse = (leaving: readonly Occupant[]): boolean =>
      leaving.length <= spare && countViolations([...gone, ...leaving], disruptionsAllowed) === 0;
    const mayLeave = (nodes[node]?.movable ?? []).filter(({ id }) => !settled.has(id));
    const { steps } = search;
    for (const way of waysIn({ node: certainly(shape), mayLeave, request: asked, isOfUse, steps })) {
      const { leaving, choices } = way;
      const after = opened(shapes, node, way);
      const others = leaving.map((occupant) => ({ occupant, from: node }));
      const moves = yield* rehouse(
        search,
        after,
        [...rest, ...others],
        [...done, { ...next, to: node, choices }],
        most,
      );
      if (moves !== undefined) return moves;
    }
  }
  return undefined;
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
function* placesFor(
  search: Search,
  shapes: readonly NodeShape[],
  next: Displaced,
  waiting: readonly Displaced[],
  done: readonly Move[],
): Pausing<readonly Destination[]> {
  const request = requestOf(next.occupant);
  const places: Destination[] = [];
  const seen = new Set<string>();
  for (const [node, shape] of shapes.entries()) {
    yield;
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

/** The nodes once a way into one of them is taken. */
function opened(shapes: readonly NodeShape[], node: number, { leaving, choices }: WayIn): readonly NodeShape[] {
  return shapes.with(node, withInstances(withoutOccupants(shapes[node] ?? NOTHING, leaving), choices));
}

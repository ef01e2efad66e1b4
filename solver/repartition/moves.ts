import type { Placement } from '../model/gpu-model.ts';
import { gpuShape } from '../node/gpu-shape.ts';
import { type NodeShape, type Request, requestOn } from '../node/node-shape.ts';
import { type GpuInstance, type Occupant, withoutOccupants } from '../node/occupant.ts';
import { placeJointly } from '../placement/joint.ts';
import { compareKeys, type PlacementKey } from '../placement/policy.ts';
import type { Rater } from '../placement/rater.ts';
import { cautiously, judge } from '../placement/verdict.ts';
import { countViolations } from '../preemption/disruption-budgets.ts';
import { type WayIn, waysIn } from '../preemption/ways-in.ts';

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
  readonly choices: readonly GpuInstance[];
}

/** Who moves, and where the request then goes. */
export interface MovePlan {
  readonly node: number;
  readonly choices: readonly GpuInstance[];
  /** In the order in which the pods have to leave. */
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
  /** Whether an occupant's taints, selectors and the like allow it on a node. */
  readonly mayRunOn: (occupant: Occupant, node: number) => boolean;
  readonly disruptionsAllowed: ReadonlyMap<string, number>;
  readonly rater: Rater;
  readonly mostMoves: number;
  readonly budget?: number;
}

const BUDGET = 300_000;

/**
 * Finds the fewest pods to restart elsewhere so that a request fits: one pod, then two, up to `mostMoves`; among plans
 * whose pods all move straight to their new place, the fewest memory slices moved. A displaced pod may displace others in
 * its turn. Idle instances may be recut wherever that helps; disruption budgets hold; every moved pod's new place is part
 * of the plan. `none` is certain, unless equal nodes differ in the constraints of pods displaced at second hand; `unknown`
 * says that the budget ended.
 */
export function findMoves(options: MoveOptions): MoveSearch {
  const steps = { left: options.budget ?? BUDGET };
  for (let most = 1; most <= options.mostMoves; most++) {
    for (const { node, way } of waysInto(options, most, steps)) {
      const start = place(
        leave(
          options.nodes.map(({ shape }) => shape),
          node,
          way.leaving,
        ),
        node,
        way.choices,
      );
      const displaced = way.leaving.map((occupant) => ({ occupant, from: node }));
      const moves = rehouse({ options, steps }, start, displaced, [], most);
      // Whoever makes room for another was found after it, and has to leave before it.
      if (moves !== undefined)
        return { kind: 'found', plan: { node, choices: way.choices, moves: moves.toReversed() } };
    }
    if (steps.left < 0) return { kind: 'unknown' };
  }
  return { kind: 'none' };
}

/** Ways in at the cost of at most `most` occupants, cheapest first: fewest, then fewest memory slices, then by node. */
function waysInto(
  { nodes, request, targets, disruptionsAllowed }: MoveOptions,
  most: number,
  steps: { left: number },
): readonly { readonly node: number; readonly way: WayIn }[] {
  const found = targets.flatMap((node) => {
    const { shape, movable } = nodes[node] ?? { shape: NOTHING, movable: [] };
    const asked = requestOn(shape, request);
    if (asked === undefined) return [];
    const isOfUse = (leaving: readonly Occupant[]): boolean =>
      leaving.length <= most && countViolations(leaving, disruptionsAllowed) === 0;
    const certain = { ...shape, gpus: cautiously(shape) };
    const ways = waysIn({ node: certain, mayLeave: movable, request: asked, isOfUse, steps });
    return [...ways].filter(({ leaving }) => leaving.length > 0).map((way) => ({ node, way }));
  });
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
  readonly steps: { left: number };
}

/** Finds a place for everyone displaced, at no more than `most` moves in all; undefined where there is none. */
function rehouse(
  search: Search,
  shapes: readonly NodeShape[],
  displaced: readonly Displaced[],
  done: readonly Move[],
  most: number,
): readonly Move[] | undefined {
  const [next, ...rest] = displaced.toSorted((a, b) => slicesOf([b.occupant]) - slicesOf([a.occupant]));
  if (next === undefined) return done;
  for (const { node, choices } of placesFor(search, shapes, next.occupant, rest)) {
    const move = { ...next, to: node, choices };
    const moves = rehouse(search, place(shapes, node, choices), rest, [...done, move], most);
    if (moves !== undefined) return moves;
  }
  const spare = most - done.length - displaced.length;
  return spare > 0 ? displaceOthers(search, shapes, next, rest, done, most) : undefined;
}

/** Makes room for one displaced occupant by displacing others that have not moved yet. */
function displaceOthers(
  search: Search,
  shapes: readonly NodeShape[],
  next: Displaced,
  rest: readonly Displaced[],
  done: readonly Move[],
  most: number,
): readonly Move[] | undefined {
  const { nodes, mayRunOn, disruptionsAllowed } = search.options;
  const settled = new Set([next, ...rest, ...done].map(({ occupant }) => occupant.id));
  for (const [node, shape] of shapes.entries()) {
    const asked = mayRunOn(next.occupant, node) ? requestOn(shape, requestOf(next.occupant)) : undefined;
    if (asked === undefined) continue;
    const gone = [...done, ...rest, next].map(({ occupant }) => occupant);
    const spare = most - done.length - rest.length - 1;
    const isOfUse = (leaving: readonly Occupant[]): boolean =>
      leaving.length <= spare && countViolations([...gone, ...leaving], disruptionsAllowed) === 0;
    const mayLeave = (nodes[node]?.movable ?? []).filter(({ id }) => !settled.has(id));
    const certain = { ...shape, gpus: cautiously(shape) };
    for (const { leaving, choices } of waysIn({
      node: certain,
      mayLeave,
      request: asked,
      isOfUse,
      steps: search.steps,
    })) {
      const after = place(leave(shapes, node, leaving), node, choices);
      const others = leaving.map((occupant) => ({ occupant, from: node }));
      const moves = rehouse(search, after, [...rest, ...others], [...done, { ...next, to: node, choices }], most);
      if (moves !== undefined) return moves;
    }
  }
  return undefined;
}

/**
 * Where an occupant could go without displacing anyone: nodes as they are cut first, then by key. Of nodes that are equal
 * to every policy and to the constraints of all who still wait for a place, only the first is tried.
 */
function placesFor(
  { options, steps }: Search,
  shapes: readonly NodeShape[],
  occupant: Occupant,
  waiting: readonly Displaced[],
): readonly { readonly node: number; readonly choices: readonly GpuInstance[] }[] {
  const { mayRunOn, rater } = options;
  const request = requestOf(occupant);
  const places: { node: number; choices: readonly GpuInstance[]; isAsCut: boolean; key: PlacementKey }[] = [];
  const seen = new Set<string>();
  for (const [node, shape] of shapes.entries()) {
    if (!mayRunOn(occupant, node)) continue;
    const id = [shapeId(shape), ...waiting.map((other) => mayRunOn(other.occupant, node))].join();
    if (seen.has(id)) continue;
    seen.add(id);
    if (--steps.left < 0) return [];
    const asked = requestOn(shape, request);
    const joint = asked === undefined ? undefined : placeJointly(cautiously(shape), asked, rater);
    if (joint?.kind !== 'placed') continue;
    const isAsCut = judge(shape, request, rater).kind === 'fits';
    places.push({ node, choices: joint.choices, isAsCut, key: joint.key });
  }
  return places.sort((a, b) => Number(b.isAsCut) - Number(a.isAsCut) || compareKeys(a.key, b.key) || a.node - b.node);
}

/** Equal for nodes that are the same to every policy. */
function shapeId({ mode, gpus, hidden }: NodeShape): string {
  return [
    mode,
    ...gpus.map(({ id }) => id).sort(),
    ...[...hidden].map(([name, count]) => `${name} ${count}`).sort(),
  ].join();
}

function requestOf({ instances }: Occupant): Request {
  const counts = new Map<string, number>();
  for (const { placement } of instances) {
    counts.set(placement.profile.name, (counts.get(placement.profile.name) ?? 0) + 1);
  }
  return [...counts].map(([profile, count]) => ({ profile, count }));
}

function leave(shapes: readonly NodeShape[], node: number, leaving: readonly Occupant[]): readonly NodeShape[] {
  return shapes.with(node, withoutOccupants(shapes[node] ?? NOTHING, leaving));
}

/** The nodes once the chosen instances of one of them are used; open instances in their way are gone. */
function place(shapes: readonly NodeShape[], node: number, choices: readonly GpuInstance[]): readonly NodeShape[] {
  const shape = shapes[node] ?? NOTHING;
  const gpus = shape.gpus.map((gpu, index) => {
    const here = choices.filter((choice) => choice.gpu === index).map(({ placement }) => placement);
    if (here.length === 0) return gpu;
    const placed = gpuShape(gpu.table, [...gpu.used, ...here], []);
    if (placed === undefined) return gpu;
    const isLeft = (placement: Placement): boolean => gpu.table.after(placed.occupancy, placement) !== undefined;
    return gpuShape(gpu.table, placed.used, gpu.open.filter(isLeft)) ?? gpu;
  });
  return shapes.with(node, { ...shape, gpus });
}

import type { GpuModel } from '../model/gpu-model.ts';
import { NO_GPUS, type NodeShape } from '../node/node-shape.ts';
import { withoutOccupants } from '../node/occupant.ts';
import { countViolations } from '../preemption/disruption-budgets.ts';
import { departuresOf } from './departures.ts';
import type { TimeLimit } from './integer-program.ts';
import type { Move, MoveOptions } from './moves.ts';
import { type Displaced, placesFor, slicesOf } from './rehouse.ts';
import { certainOccupancies, type Occupancies, occupanciesOf, reshapedWorth } from './reshaped-worth.ts';
import type { Worth } from './worth.ts';

/** What a search for moves that gain headroom may look at. */
export interface GainOptions extends Omit<MoveOptions, 'request' | 'targets'> {
  /** Headroom is counted on the GPUs of this model. */
  readonly model: GpuModel;
  /** By ordinal: what the n-th idle instance of each profile is worth, once idle instances are recut in the best way. */
  readonly worth: Worth;
  readonly limit: TimeLimit;
}

/** The moves that gain the most; none where nothing is gained. */
export interface GainPlan {
  /** `optimal`: no set of as many moves gains more, nor a smaller one as much. */
  readonly status: 'optimal' | 'feasible';
  /** Worth of the reshaped headroom as things are, then after the moves, and the most that as many could make of it. */
  readonly before: number;
  readonly objective: number;
  readonly bound: number;
  readonly moves: readonly Move[];
}

const BUDGET = 10_000_000;

/** Places that are tried for each pod in a quick look. */
const QUICK = 2;

/**
 * Finds the set of at most `mostMoves` pods whose moving makes the reshaped headroom worth the most; of sets that gain the
 * same, one of the fewest pods. Each pod goes straight to its new place, all places together are possible, constraints and
 * disruption budgets hold. Exact unless the status says otherwise.
 */
export function findGainfulMoves(options: GainOptions): GainPlan {
  const { model, nodes, worth, limit, mostMoves } = options;
  const started = limit.now();
  const left = (): TimeLimit => ({ now: limit.now, milliseconds: limit.milliseconds - (limit.now() - started) });
  const isOver = (): boolean => left().milliseconds <= 0;
  const steps = { left: options.budget ?? BUDGET };
  const shapes = nodes.map(({ shape }) => shape);
  const reshaped = reshapedWorth(model, worth);
  const present = occupanciesOf(model, shapes);
  const bounds = reshaped.bounds(present, isOver);
  const start = reshaped.of(present, left());
  const best: { objective: number; moves: readonly Move[] } = { objective: start.objective, moves: [] };
  // No set of moves that was given up half-way gains more than this.
  let unsettled = start.bound;
  const valueOfNode = (node: NodeShape | undefined): number =>
    node === undefined ? 0 : certainOccupancies(model, node).reduce((sum, at) => sum + bounds.valueAt(at), 0);
  const base = bounds.base + shapes.reduce((sum, shape) => sum + valueOfNode(shape), 0);

  /** The least objective that so many moves are of interest for. */
  const wanted = (pods: number): number => best.objective + Number(pods >= best.moves.length);

  const search = { options: { ...options, request: [], targets: [] }, target: -1, steps };
  /** Tries the places that are best by the bounds, at most `width` for each pod. */
  const settle = (
    now: readonly NodeShape[],
    waiting: readonly Displaced[],
    done: readonly Move[],
    most: number,
    width: number,
  ): void => {
    const least = wanted(done.length + waiting.length);
    if (floor(most) < least) return;
    const [next, ...rest] = waiting;
    if (next === undefined) {
      const hints = { prices: bounds.prices, known: least - 1 };
      const { objective, bound } = reshaped.of(changed(model, present, shapes, now), left(), hints);
      if (bound > Math.max(objective, least - 1)) unsettled = Math.max(unsettled, bound);
      if (objective >= least) Object.assign(best, { objective, moves: done });
      return;
    }
    const places = placesFor(search, now, next, rest, done)
      .filter(({ node, choices }) => node !== next.from || (choices !== undefined && !isSamePlace(next, choices)))
      .map((place) => ({ ...place, most: most + valueOfNode(place.after) - valueOfNode(now[place.node]) }))
      .sort((a, b) => b.most - a.most);
    for (const { node, choices, after, most: bound } of places.slice(0, width)) {
      if (isOver()) unsettled = Math.max(unsettled, floor(bound));
      else settle(now.with(node, after), rest, [...done, { ...next, to: node, choices }], bound, width);
    }
  };
  const leave = (pods: readonly Displaced[], width: number): void => {
    const leaving = pods.map(({ occupant }) => occupant);
    if (countViolations(leaving, options.disruptionsAllowed) > 0) return;
    const emptied = pods.reduce(
      (now, { occupant, from }) => now.with(from, withoutOccupants(now[from] ?? NO_GPUS, [occupant])),
      shapes,
    );
    const change = [...new Set(pods.map(({ from }) => from))].reduce(
      (sum, node) => sum + valueOfNode(emptied[node]) - valueOfNode(shapes[node]),
      0,
    );
    const largestFirst = pods.toSorted((a, b) => slicesOf([b.occupant]) - slicesOf([a.occupant]));
    settle(emptied, largestFirst, [], base + change, width);
  };
  const departures = departuresOf({
    model,
    nodes,
    bounds,
    most: mostMoves,
    known: (pods) => wanted(pods) - EPSILON - base,
    isOver,
  });
  // A quick look for a good answer, so that less needs to be looked at in the thorough one.
  for (const { pods } of departures.promising) if (!isOver() && steps.left >= 0) leave(pods, QUICK);
  for (const { pods, gain } of departures.all) {
    if (isOver() || steps.left < 0) {
      unsettled = Math.max(unsettled, floor(base + departures.highest));
      break;
    }
    leave(pods, Number.POSITIVE_INFINITY);
    if (steps.left < 0) unsettled = Math.max(unsettled, floor(base + gain));
  }
  if (departures.isCutShort()) unsettled = Math.max(unsettled, floor(base + departures.highest));
  const bound = Math.max(best.objective, unsettled);
  return {
    status: bound === best.objective ? 'optimal' : 'feasible',
    before: start.objective,
    objective: best.objective,
    bound,
    moves: best.moves,
  };
}

/** Bounds are sums in floating point of what is whole in the end. */
const EPSILON = 1e-4;

function floor(bound: number): number {
  return Math.floor(bound + EPSILON);
}

/** The occupancies of a pool, some of whose nodes have changed. */
function changed(
  model: GpuModel,
  present: Occupancies,
  before: readonly NodeShape[],
  after: readonly NodeShape[],
): Occupancies {
  const counts = new Map(present);
  for (const [index, shape] of after.entries()) {
    const old = before[index];
    if (old === shape || old === undefined) continue;
    for (const at of certainOccupancies(model, old)) counts.set(at, (counts.get(at) ?? 0) - 1);
    for (const at of certainOccupancies(model, shape)) counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

/** True where a pod would only be put back. */
function isSamePlace({ occupant }: Displaced, choices: NonNullable<Move['choices']>): boolean {
  return occupant.instances.every(({ gpu, placement }) =>
    choices.some((choice) => choice.gpu === gpu && choice.placement === placement),
  );
}

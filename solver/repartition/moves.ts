import { NO_GPUS, type NodeShape, type Request, requestOn } from '../node/node-shape.ts';
import type { GpuInstance, Occupant } from '../node/occupant.ts';
import type { Rater } from '../placement/rater.ts';
import { countViolations } from '../preemption/disruption-budgets.ts';
import { certainly } from './new-places.ts';
import { opened, rehouse, slicesOf } from './rehouse.ts';
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
  /** Fewer pods will not do; `isCheapest` where certainly no plan with as many moves fewer slices, either. */
  | { readonly kind: 'found'; readonly plan: MovePlan; readonly isCheapest: boolean }
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

/**
 * Finds the fewest pods to restart elsewhere so that a request fits: one pod, then two, up to `mostMoves`; among plans that
 * move as few, the fewest memory slices. A displaced pod may displace others in its turn. Idle instances may be recut
 * wherever that helps; disruption budgets hold; every moved pod's new place is part of the plan. `none` is certain, unless
 * nodes of equal shape differ in what pods displaced at second hand may use; `unknown` says that the budget ended.
 */
export function findMoves(options: MoveOptions): MoveSearch {
  const steps = { left: options.budget ?? BUDGET };
  const shapes = options.nodes.map(({ shape }) => shape);
  for (let most = 1; most <= options.mostMoves; most++) {
    let best: { readonly plan: MovePlan; readonly slices: number } | undefined;
    for (const { node, way } of waysInto(options, most, steps)) {
      const fewer = best?.slices ?? Number.POSITIVE_INFINITY;
      if (slicesOf(way.leaving) >= fewer) break;
      const displaced = way.leaving.map((occupant) => ({ occupant, from: node }));
      const limits = { moves: most, slices: fewer };
      const moves = rehouse({ options, target: node, steps }, opened(shapes, node, way), displaced, [], limits);
      if (moves === undefined) continue;
      best = { plan: { node, choices: way.choices, moves }, slices: slicesOf(moves.map(({ occupant }) => occupant)) };
    }
    if (best !== undefined) return { kind: 'found', plan: best.plan, isCheapest: steps.left >= 0 };
    if (steps.left < 0) return { kind: 'unknown' };
  }
  return { kind: 'none' };
}

/** Ways in at the cost of at most `most` occupants: fewest memory slices first, then fewest occupants, then by node. */
function waysInto(
  { nodes, request, targets, disruptionsAllowed }: MoveOptions,
  most: number,
  steps: { left: number },
): readonly { readonly node: number; readonly way: WayIn }[] {
  const found = targets.flatMap((node) => {
    const { shape, movable } = nodes[node] ?? { shape: NO_GPUS, movable: [] };
    const asked = requestOn(shape, request);
    if (asked === undefined) return [];
    const isOfUse = (leaving: readonly Occupant[]): boolean =>
      leaving.length <= most && countViolations(leaving, disruptionsAllowed) === 0;
    const ways = waysIn({ node: certainly(shape), mayLeave: movable, request: asked, isOfUse, steps });
    return [...ways].filter(({ leaving }) => leaving.length > 0).map((way) => ({ node, way }));
  });
  return found.sort(
    (a, b) => slicesOf(a.way.leaving) - slicesOf(b.way.leaving) || a.way.leaving.length - b.way.leaving.length,
  );
}

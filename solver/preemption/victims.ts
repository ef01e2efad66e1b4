import { occupancyOf } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import { excludes } from '../model/placement.ts';
import type { GpuShape } from '../node/gpu-shape.ts';
import {
  couldEverHold,
  freeHolds,
  type NodeShape,
  type Request,
  requestOn,
  requestWithin,
} from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import type { Rater } from '../placement/rater.ts';
import { judge } from '../placement/verdict.ts';
import { compareText } from '../text-order.ts';
import { byCount, byPriority } from './eviction-cost.ts';
import { instanceStages } from './instance-stages.ts';
import { type StagedQuestion, searchStages } from './staged-search.ts';
import { type Clearable, type ClearableGpu, windowStages } from './window-stages.ts';

/** The occupants to evict so that a request fits; that none help or are needed; or that the budget ended before that. */
export type VictimSearch =
  | { readonly kind: 'found'; readonly victims: readonly Occupant[]; readonly violations: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

/** What a search for victims may look at. */
export interface VictimOptions {
  readonly node: NodeShape;
  /** Everyone who may be evicted for this request: lower priority, known to hold instances here. */
  readonly evictable: readonly Occupant[];
  readonly request: Request;
  readonly rater: Rater;
  /** What nominated pods are going to take on this node. */
  readonly alongside?: Request;
  /** Disruptions that each disruption budget still allows, by name. */
  readonly disruptionsAllowed: ReadonlyMap<string, number>;
  /** Steps left, for all searches that share it; by default enough for any one node. */
  readonly steps?: { left: number };
}

const STEPS = 2_000_000;

/**
 * The victims whose instances really make room for a request on one node: fewest violations of disruption budgets, then
 * the lowest highest priority, then the fewest victims, then (in carve mode) the smallest key of the placement that
 * becomes possible. Exact: of two searches over every way, the first finds how low the highest priority can be, the second
 * looks no higher. Which of several equally good sets is taken does not depend on the order of `evictable`.
 */
export function findVictims(options: VictimOptions): VictimSearch {
  const { node, request, rater, disruptionsAllowed, alongside = [], steps = { left: STEPS } } = options;
  const asked = requestOn(node, [...request, ...requestWithin(node, alongside)]);
  if (asked === undefined || !couldEverHold(node, asked)) return { kind: 'none' };
  if (judge(node, request, rater, alongside).kind === 'fits') return { kind: 'none' };

  const leavers = options.evictable.toSorted((a, b) => a.priority - b.priority || compareText(a.id, b.id));
  const staged = stagesFor(node, leavers, asked, rater, steps);
  if (staged === undefined) return { kind: 'unknown' };
  const question = { ...staged, leavers, disruptionsAllowed, steps };
  const lowest = searchStages(question, byPriority);
  if (lowest.kind !== 'found') return lowest;
  const isLow = (index: number): boolean => (leavers[index]?.priority ?? Infinity) <= lowest.cost.highestPriority;
  const stages = staged.stages.map((stage) => stage.filter(({ leaving }) => leaving.every(isLow)));
  const found = searchStages({ ...question, stages }, byCount);
  if (found.kind !== 'found') return found;
  const victims = found.leaving.flatMap((index) => leavers[index] ?? []);
  return { kind: 'found', victims, violations: found.cost.violations };
}

function stagesFor(
  node: NodeShape,
  leavers: readonly Occupant[],
  request: Request,
  rater: Rater,
  steps: { left: number },
): Pick<StagedQuestion, 'whole' | 'mayExceed' | 'stages'> | undefined {
  if (node.mode === 'static') {
    const whole = request.map(({ profile, count }) => Math.max(0, count - freeHolds(node, profile)));
    return { whole, mayExceed: true, stages: instanceStages(request, leavers) };
  }
  const gpus = clearableGpus(node, leavers);
  const isInTheWay = ({ placement }: Clearable, wanted: Placement, { table }: GpuShape): boolean =>
    excludes(table.model, placement, wanted);
  const stages = windowStages({ gpus, request, isInTheWay, rater, steps });
  return stages && { whole: request.map(({ count }) => count), mayExceed: false, stages };
}

function clearableGpus({ gpus }: NodeShape, leavers: readonly Occupant[]): readonly ClearableGpu[] {
  return gpus.map((shape, index) => {
    const clearable = leavers.flatMap(({ instances }, leaver) =>
      instances.filter(({ gpu }) => gpu === index).map(({ placement }) => ({ placement, leaver, isUsed: true })),
    );
    const going = new Set(clearable.map(({ placement }) => placement));
    const staying = shape.used.filter((placement) => !going.has(placement));
    return { shape, clearable, fixed: occupancyOf(shape.table, staying) ?? shape.occupancy };
  });
}

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
  withHolders,
} from '../node/node-shape.ts';
import { type Occupant, withoutOccupants } from '../node/occupant.ts';
import type { Rater } from '../placement/rater.ts';
import { judge } from '../placement/verdict.ts';
import { compareText } from '../text-order.ts';
import { clearableGpus } from './clearable-gpus.ts';
import { countViolations } from './disruption-budgets.ts';
import { byCount, byPriority } from './eviction-cost.ts';
import { instanceStages } from './instance-stages.ts';
import { scarceBudgets } from './leavers.ts';
import { type StagedQuestion, searchStages } from './staged-search.ts';
import { type Clearable, windowStages } from './window-stages.ts';

/** The occupants to evict so that a request fits; that none help or are needed; or that the budget ended before that. */
export type VictimSearch =
  | { readonly kind: 'found'; readonly victims: readonly Occupant[]; readonly violations: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

/** What a search for victims may look at. */
export interface VictimOptions {
  readonly node: NodeShape;
  /** Everyone who may be evicted for this request: lower priority, holding instances here, wherever they are. */
  readonly evictable: readonly Occupant[];
  readonly request: Request;
  readonly rater: Rater;
  /** What nominated pods are going to take on this node. */
  readonly alongside?: Request;
  /** Disruptions that each disruption budget still allows, by name. */
  readonly disruptionsAllowed: ReadonlyMap<string, number>;
  /** Steps left for all searches that share it. */
  readonly steps?: { left: number };
}

/** Enough for any request of up to eight instances on eight GPUs, unless many disruption budgets are scarce. */
const STEPS = 4_000_000;

/** Enough for the same with no scarce budget, which takes about a tenth. */
const SIMPLE_STEPS = 1_000_000;

/**
 * The victims whose instances really make room for a request on one node: fewest violations of disruption budgets, then
 * the lowest highest priority, then the fewest victims, then (in carve mode, as far as the victims hold instances of one
 * GPU each, known by place) the smallest key of the placement that becomes possible. Exact: of two searches over every
 * way, the first finds how low the highest priority can be, the second looks no higher. Which of several equally good
 * sets is taken does not depend on the order of `evictable`. Once they are gone, `judge` says that the request fits.
 *
 * Where so many budgets allow some evictions and not all that the search ends early, those are taken to allow none: the
 * victims then make room all the same, and may violate more budgets than others would.
 */
export function findVictims(options: VictimOptions): VictimSearch {
  const { node, request, rater, disruptionsAllowed, alongside = [], steps = { left: Infinity } } = options;
  const asked = requestOn(node, request);
  if (asked === undefined || !couldEverHold(node, asked)) return { kind: 'none' };

  const leavers = options.evictable.toSorted((a, b) => a.priority - b.priority || compareText(a.id, b.id));
  const search = (allowed: ReadonlyMap<string, number>, left: { left: number }): VictimSearch => {
    const staged = stagesFor({ node, leavers, asked, alongside, rater, steps: left });
    if (staged === undefined) return { kind: 'unknown' };
    return cheapestVictims({ ...staged, leavers, disruptionsAllowed: allowed, steps: left }, leavers);
  };
  const most = Math.min(STEPS, steps.left);
  const own = { left: most };
  const exact = search(disruptionsAllowed, own);
  steps.left -= most - Math.max(0, own.left);
  const scarce = scarceBudgets(leavers, disruptionsAllowed);
  const found =
    exact.kind === 'unknown' && scarce.size > 0
      ? search(new Map([...disruptionsAllowed].filter(([budget]) => !scarce.has(budget))), { left: SIMPLE_STEPS })
      : exact;
  if (found.kind !== 'found') return found;
  const { victims } = found;
  if (victims.length === 0) return { kind: 'none' };
  // The search may go on where a judgement gives up. Nobody leaves for a request that would be turned away all the same.
  const verdict = judge(withoutOccupants(node, victims), request, rater, alongside);
  if (verdict.kind !== 'fits') return { kind: 'unknown' };
  return { kind: 'found', victims, violations: countViolations(victims, disruptionsAllowed) };
}

function cheapestVictims(question: StagedQuestion, leavers: readonly Occupant[]): VictimSearch {
  const lowest = searchStages(question, byPriority);
  if (lowest.kind !== 'found') return lowest;
  const isLow = (index: number): boolean => (leavers[index]?.priority ?? Infinity) <= lowest.cost.highestPriority;
  const stages = question.stages.map((stage) => stage.filter(({ leaving }) => leaving.every(isLow)));
  const found = searchStages({ ...question, stages }, byCount);
  if (found.kind !== 'found') return found;
  const victims = found.leaving.flatMap((index) => leavers[index] ?? []);
  return { kind: 'found', victims, violations: found.cost.violations };
}

interface StageParts {
  readonly node: NodeShape;
  readonly leavers: readonly Occupant[];
  /** In the node's names. */
  readonly asked: Request;
  readonly alongside: Request;
  readonly rater: Rater;
  readonly steps: { left: number };
}

function stagesFor({
  node,
  leavers,
  asked,
  alongside,
  rater,
  steps,
}: StageParts): Pick<StagedQuestion, 'whole' | 'mayExceed' | 'stages'> | undefined {
  const nominated = requestOn(node, requestWithin(node, alongside)) ?? [];
  if (node.mode === 'static') {
    const held = nominated.reduce((left, { profile, count }) => withHolders(left, profile, count), node);
    const whole = asked.map(({ profile, count }) => Math.max(0, count - freeHolds(held, profile)));
    return { whole, mayExceed: true, stages: instanceStages(node, asked, leavers) };
  }
  const request = requestOn(node, [...asked, ...nominated]) ?? asked;
  const gpus = clearableGpus(node, leavers);
  const isInTheWay = ({ placement }: Clearable, wanted: Placement, { table }: GpuShape): boolean =>
    excludes(table.model, placement, wanted);
  const stages = windowStages({ gpus, request, isInTheWay, rater, steps });
  return stages && { whole: request.map(({ count }) => count), mayExceed: false, stages };
}

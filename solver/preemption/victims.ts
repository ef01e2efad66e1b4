import { type NodeShape, type Request, requestOn } from '../node/node-shape.ts';
import { type Occupant, withoutOccupants } from '../node/occupant.ts';
import { compareKeys, type PlacementKey } from '../placement/policy.ts';
import type { Rater } from '../placement/rater.ts';
import { judge } from '../placement/verdict.ts';
import { compareText } from '../text-order.ts';
import { countViolations } from './disruption-budgets.ts';
import { instanceSets } from './instance-sets.ts';
import { waysIn } from './ways-in.ts';

/** The occupants to evict so that a request fits; that none help or are needed; or that the budget ended before that. */
export type VictimSearch =
  | {
      readonly kind: 'found';
      readonly victims: readonly Occupant[];
      readonly violations: number;
      /** False where the budget ended before it was certain that no better set exists. */
      readonly proven: boolean;
    }
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
  readonly budget?: number;
}

const BUDGET = 200_000;

/**
 * The victims whose instances really make room for a request on one node: fewest violations of disruption budgets, then
 * the lowest highest priority, then the fewest victims, then the smallest key of the placement that becomes possible.
 * Exact: in carve mode every set of windows is tried, in static mode every set of instances of the profiles.
 */
export function findVictims(options: VictimOptions): VictimSearch {
  const { node, request, rater, disruptionsAllowed, alongside = [], budget = BUDGET } = options;
  const asked = requestOn(node, [...request, ...alongside]);
  if (asked === undefined || judge(node, request, rater, alongside).kind === 'fits') return { kind: 'none' };

  let best: Candidate | undefined;
  const costOf = (victims: readonly Occupant[]): Cost => ({
    violations: countViolations(victims, disruptionsAllowed),
    highestPriority: Math.max(...victims.map(({ priority }) => priority)),
    victims: victims.length,
  });
  const isOfUse = (victims: readonly Occupant[]): boolean =>
    best === undefined || victims.length === 0 || compareCosts(costOf(victims), best.cost) <= 0;
  const steps = { left: budget };
  const mayLeave = options.evictable.toSorted((a, b) => a.priority - b.priority || compareText(a.id, b.id));
  const search = { node, mayLeave, request: asked, isOfUse, steps };
  const sets = node.mode === 'static' ? instanceSets(search) : waysIn(search);
  for (const { leaving } of sets) {
    const verdict = judge(withoutOccupants(node, leaving), request, rater, alongside);
    if (verdict.kind !== 'fits') continue;
    const candidate = { victims: leaving, cost: costOf(leaving), key: verdict.key };
    if (best === undefined || compareCandidates(candidate, best) < 0) best = candidate;
  }
  if (best === undefined) return steps.left < 0 ? { kind: 'unknown' } : { kind: 'none' };
  return { kind: 'found', victims: best.victims, violations: best.cost.violations, proven: steps.left >= 0 };
}

interface Cost {
  readonly violations: number;
  readonly highestPriority: number;
  readonly victims: number;
}

interface Candidate {
  readonly victims: readonly Occupant[];
  readonly cost: Cost;
  readonly key: PlacementKey;
}

function compareCosts(a: Cost, b: Cost): number {
  return a.violations - b.violations || a.highestPriority - b.highestPriority || a.victims - b.victims;
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return compareCosts(a.cost, b.cost) || compareKeys(a.key, b.key) || compareText(idsOf(a), idsOf(b));
}

function idsOf({ victims }: Candidate): string {
  return victims
    .map(({ id }) => id)
    .sort()
    .join();
}

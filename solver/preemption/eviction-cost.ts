import { addKeys, compareKeys, type PlacementKey, ZERO_KEY } from '../placement/policy.ts';

/** What making room costs. */
export interface EvictionCost {
  /** Evictions against a disruption budget. */
  readonly violations: number;
  /** Of the pods evicted; minus infinity where there are none. */
  readonly highestPriority: number;
  readonly victims: number;
  /** Of the placement that becomes possible. */
  readonly key: PlacementKey;
}

/** The cost of evicting nobody. */
export const NO_EVICTION: EvictionCost = { violations: 0, highestPriority: -Infinity, victims: 0, key: ZERO_KEY };

/** The cost of doing both, where nobody is evicted twice. */
export function addCosts(a: EvictionCost, b: EvictionCost): EvictionCost {
  return {
    violations: a.violations + b.violations,
    highestPriority: Math.max(a.highestPriority, b.highestPriority),
    victims: a.victims + b.victims,
    key: addKeys(a.key, b.key),
  };
}

/** Negative where `a` is cheaper. An order that adding the same to both never turns round. */
export type CostOrder = (a: EvictionCost, b: EvictionCost) => number;

/** Fewest violations, then the lowest highest priority. */
export const byPriority: CostOrder = (a, b) =>
  a.violations - b.violations || (a.highestPriority === b.highestPriority ? 0 : a.highestPriority - b.highestPriority);

/**
 * Fewest violations, then the fewest victims, then the smallest key. A ceiling on the priority has to be kept by other
 * means: the higher of two priorities may be hidden by a third, so an order with it in the middle would turn round.
 */
export const byCount: CostOrder = (a, b) =>
  a.violations - b.violations || a.victims - b.victims || compareKeys(a.key, b.key);

import type { Run } from '../replay/outcome.ts';
import type { BenchResult, Bound } from '../result.ts';

/** A result whose runs and bounds are in any order. */
export type Parts = Omit<BenchResult, 'kind' | 'version'>;

/** A result in its one order, whatever the order in which its parts were finished. */
export function assemble({ title, planned, bound, shard, scenarios, policies, runs, bounds }: Parts): BenchResult {
  const ranks = new Map(policies.map((policy, rank) => [policy, rank]));
  const rankOf = ({ policy }: Run): number => ranks.get(policy) ?? policies.length;
  return {
    kind: 'slicewise-bench',
    version: 2,
    title,
    planned,
    bound,
    ...(shard === undefined ? {} : { shard }),
    scenarios,
    policies,
    runs: runs.toSorted((a, b) => a.scenario - b.scenario || rankOf(a) - rankOf(b) || a.seed - b.seed),
    bounds: bounds.toSorted((a: Bound, b: Bound) => a.scenario - b.scenario || a.seed - b.seed),
  };
}

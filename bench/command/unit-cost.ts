import type { NamedScenario } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import type { Unit } from './units.ts';

/** How much longer units take than a replay with a policy that only places, in carve mode: measured at load 1, rounded. */
const BOUND = 25;
const STATIC = 4;
const SEARCHES: ReadonlyMap<string, number> = new Map([
  ['phi+2', 4],
  ['phi+3', 20],
]);

/**
 * About how long a unit takes beside others. Work is shared out by it and the time left is told by it; no answer depends
 * on it.
 */
export function unitCost(unit: Unit, scenarios: readonly NamedScenario[]): number {
  const scenario = scenarios[unit.scenario]?.scenario;
  if (scenario === undefined) return 0;
  const requests = requestsOf(scenario);
  if (unit.kind === 'bound') return BOUND * requests;
  return requests * (scenario.mode.kind === 'static' ? STATIC : (SEARCHES.get(unit.policy) ?? 1));
}

/** A number to which that of the requests is about proportional. */
function requestsOf({ fleet, workload }: Scenario): number {
  if (workload.kind === 'trace') return workload.at.length;
  return fleet.gpus * workload.load * (workload.warmUp + workload.counted);
}

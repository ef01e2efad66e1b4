import type { Demand } from '../../solver/placement/demand.ts';

/** Requests that a demand which somebody states counts for: enough that what is not in it is out of demand. */
const CERTAIN = 1000;

/** The demand that a mix states, by profile; undefined where it states nothing. Only its proportions count. */
export function givenDemand(mix: Readonly<Record<string, number>>): Demand | undefined {
  const entries = Object.entries(mix);
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  return total > 0 ? new Map(entries.map(([profile, weight]) => [profile, (CERTAIN * weight) / total])) : undefined;
}

import type { Demand } from '../../solver/placement/demand.ts';
import type { Cluster } from './cluster.ts';

/** One object, so that two states with the same demand are the same in this. */
const NONE: ReadonlyMap<string, Demand> = new Map();

/** A demand that somebody states, in place of all that pods show: it is the demand of every pool, too. */
export function statedDemand(demand: Demand): Pick<Cluster, 'demand' | 'arrivals' | 'waitingDemand'> {
  return { demand, arrivals: NONE, waitingDemand: NONE };
}

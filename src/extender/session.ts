import { gpuModels } from '../../solver/model/catalogue.ts';
import { type Demand, profilesInDemand, sharesOf } from '../../solver/placement/demand.ts';
import type { Policy } from '../../solver/placement/policy.ts';
import { createRater, type Rater } from '../../solver/placement/rater.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { createKindMemories, type KindMemories } from './kind-memory.ts';

/** A state of the cluster with everything that answers are made from. */
export interface Session {
  readonly cluster: Cluster;
  readonly rater: Rater;
  readonly memories: KindMemories;
}

/** Gives the session for a state; the same one for the same state. */
export type Sessions = (cluster: Cluster) => Session;

/** How the extender decides. */
export interface DecisionOptions {
  readonly policy: Policy;
  /** Cost of a GPU by model name; 1 where none is given. */
  readonly costs: ReadonlyMap<string, number>;
}

/**
 * Makes sessions for successive states. Tables and remembered verdicts are kept as long as the policy sees the same
 * demand, so that a new state costs only the nodes that changed.
 */
export function createSessions({ policy, costs }: DecisionOptions): Sessions {
  let latest: (Session & { readonly demanded: string }) | undefined;
  return (cluster) => {
    if (latest?.cluster === cluster) return latest;
    const demanded = latest?.cluster.demand === cluster.demand ? latest.demanded : demandId(policy, cluster.demand);
    if (latest?.demanded === demanded) {
      latest = { ...latest, cluster };
      return latest;
    }
    const rater = createRater({ policy, demand: cluster.demand, costs });
    latest = { cluster, rater, memories: createKindMemories(rater), demanded };
    return latest;
  };
}

/** All that a policy sees of a demand: which profiles of each model are in it, and for some their shares. */
function demandId({ usesShares = false }: Policy, demand: Demand): string {
  return gpuModels
    .map((model) => [
      ...profilesInDemand(model, demand).map(({ name }) => name),
      ...(usesShares ? sharesOf(model, demand) : []),
    ])
    .join('\n');
}

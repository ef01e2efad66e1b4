import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { type Demand, profilesInDemand, sharesOf } from '../../solver/placement/demand.ts';
import type { Policy } from '../../solver/placement/policy.ts';
import { createRater, type ModelRating, type Rater } from '../../solver/placement/rater.ts';
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
export function createSessions(options: DecisionOptions): Sessions {
  let latest: (Session & { readonly rater: FollowingRater }) | undefined;
  return (cluster) => {
    if (latest?.cluster === cluster) return latest;
    if (latest?.cluster.demand === cluster.demand || latest?.rater.follow(cluster.demand) === true) {
      latest = { ...latest, cluster };
      return latest;
    }
    const rater = createFollowingRater(options, cluster.demand);
    latest = { cluster, rater, memories: createKindMemories(rater) };
    return latest;
  };
}

/** A rater for a demand that changes. */
interface FollowingRater extends Rater {
  /** Goes on with this demand, where the policy sees no change of it in any model that has been rated; else false. */
  follow(demand: Demand): boolean;
}

function createFollowingRater({ policy, costs }: DecisionOptions, first: Demand): FollowingRater {
  let demand = first;
  const rated = new Map<GpuModel, { readonly rating: ModelRating; readonly seen: string }>();
  return {
    of(model) {
      const known = rated.get(model);
      if (known !== undefined) return known.rating;
      const rating = createRater({ policy, demand, costs }).of(model);
      rated.set(model, { rating, seen: seenBy(policy, model, demand) });
      return rating;
    },
    follow(next) {
      for (const [model, { seen }] of rated) if (seenBy(policy, model, next) !== seen) return false;
      demand = next;
      return true;
    },
  };
}

/** All that a policy sees of the demand for a model: which of its profiles are in it, and for some their shares. */
function seenBy({ usesShares = false }: Policy, model: GpuModel, demand: Demand): string {
  const profiles = profilesInDemand(model, demand).map(({ name }) => name);
  return [...profiles, ...(usesShares ? sharesOf(model, demand) : [])].join();
}

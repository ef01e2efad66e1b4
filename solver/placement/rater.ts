import { everyOccupancy, type LayoutTable, layoutTable, type Occupancy } from '../layout/layout-table.ts';
import type { GpuModel, Placement } from '../model/gpu-model.ts';
import type { UseClass } from '../node/possible-uses.ts';
import { type Demand, profilesInDemand, sharesOf } from './demand.ts';
import { addKeys, type PlacementKey, type Policy, type RatingContext, ZERO_KEY } from './policy.ts';

/** A policy's opinion of every placement on every GPU of one model, computed once. */
export interface ModelRating {
  readonly table: LayoutTable;
  /** The key of a placement that is free at this occupancy. */
  key(occupancy: Occupancy, placement: Placement): PlacementKey;
  /** Which of the placements on one GPU whose keys are equal comes first: the smallest number, then the lowest start. */
  startOrder(occupancy: Occupancy, placement: Placement): number;
  /** The keys of handing out each idle instance of a profile, in each way of a class of uses, added up. */
  sumOfKeys(use: UseClass, profile: string): PlacementKey;
}

/** A policy made ready for a demand: the one object that decides where things go. */
export interface Rater {
  of(model: GpuModel): ModelRating;
}

/** What a rater is made of. */
export interface RaterOptions {
  readonly policy: Policy;
  readonly demand: Demand;
  /** Cost of a GPU by model name, relative to the others; 1 where none is given. */
  readonly costs?: ReadonlyMap<string, number>;
}

/** Makes a policy ready for a demand. The tables of a model are computed when it is first asked for. */
export function createRater({ policy, demand, costs = new Map() }: RaterOptions): Rater {
  const ratings = new Map<GpuModel, ModelRating>();
  return {
    of(model) {
      const known = ratings.get(model);
      if (known !== undefined) return known;
      const rating = rateAll(policy, {
        table: layoutTable(model),
        demanded: profilesInDemand(model, demand),
        shares: sharesOf(model, demand),
        cost: costs.get(model.name) ?? 1,
      });
      ratings.set(model, rating);
      return rating;
    },
  };
}

/** The key of putting instances on a GPU one after the other; they must fit together. */
export function keyOfAll(
  { table, key }: ModelRating,
  start: Occupancy,
  placements: readonly Placement[],
): PlacementKey {
  let sum = ZERO_KEY;
  let occupancy = start;
  for (const placement of placements) {
    sum = addKeys(sum, key(occupancy, placement));
    occupancy = table.after(occupancy, placement) ?? occupancy;
  }
  return sum;
}

function rateAll(policy: Policy, context: RatingContext): ModelRating {
  const { table } = context;
  const { placements } = table.model;
  const rate = policy.prepare(context);
  const keys: PlacementKey[] = [];
  for (const occupancy of everyOccupancy(table)) {
    for (const placement of placements) {
      keys.push(table.after(occupancy, placement) === undefined ? ZERO_KEY : rate(occupancy, placement));
    }
  }
  const key = (occupancy: Occupancy, placement: Placement): PlacementKey =>
    keys[occupancy * placements.length + placement.ordinal] ?? ZERO_KEY;
  return {
    table,
    key,
    startOrder: policy.orderStarts?.(context) ?? (() => 0),
    sumOfKeys: rememberSums(key),
  };
}

function rememberSums(key: ModelRating['key']): ModelRating['sumOfKeys'] {
  const sums = new WeakMap<UseClass, Map<string, PlacementKey>>();
  return (use, name) => {
    const ofUse = sums.get(use) ?? new Map<string, PlacementKey>();
    sums.set(use, ofUse);
    const known = ofUse.get(name);
    if (known !== undefined) return known;
    let sum = ZERO_KEY;
    for (const { occupancy, idle } of use.ways) {
      for (const placement of idle) {
        if (placement.profile.name === name) sum = addKeys(sum, key(occupancy, placement));
      }
    }
    ofUse.set(name, sum);
    return sum;
  };
}

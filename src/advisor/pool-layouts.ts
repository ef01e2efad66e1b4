import { allBalanced } from '../../solver/layout/all-balanced.ts';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import { geometryOf } from '../../solver/layout/layouts.ts';
import type { Geometry, GpuModel } from '../../solver/model/gpu-model.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { type Demand, sharesOf } from '../../solver/placement/demand.ts';
import { bestGeometries } from '../../solver/repartition/best-geometries.ts';
import { expectedAcceptance } from '../../solver/repartition/expected-acceptance.ts';
import type { TimeLimit } from '../../solver/repartition/integer-program.ts';
import { worthOfFirst } from '../../solver/repartition/worth.ts';
import { isInferred } from '../cluster/gpu.ts';
import { type Cut, countLayouts, type LayoutCount } from './layout-counts.ts';
import { instancesFilling, neededInstances, worthOfNeeded } from './needed-instances.ts';
import type { NamedPool } from './pools.ts';
import type { Proof } from './recommendation.ts';

/** A figure of a pool as it is cut, as its demand wants it cut, and as mig-parted's `all-balanced` cuts it. */
export interface ByLayouts<T> {
  readonly present: T;
  readonly wanted: T;
  readonly allBalanced: T;
}

/** What is asked of a profile, and what is to be expected of its instances. */
export interface ProfileLayouts {
  readonly profile: string;
  /** Of the requests to the pool; all shares of a pool add up to 1. */
  readonly share: number;
  /** Instances in use in the mean, if no request were refused. */
  readonly needed: number;
  readonly instances: ByLayouts<number>;
  /** Share of its requests that find an idle instance; null where nobody asks for it. */
  readonly acceptance: ByLayouts<number | null>;
}

/** Which layouts the demand of a pool wants, and the acceptance to be expected of them. */
export interface PoolLayouts {
  readonly name: string;
  readonly model: string;
  /** GPUs on nodes in static mode. */
  readonly gpus: number;
  /** GPUs whose present layout was worked out and not read. */
  readonly inferredGpus: number;
  /** False where the windows of the model were never seen on a board. */
  readonly placementsObserved: boolean;
  /** False where nothing was asked of any pool: then all plain profiles count alike. */
  readonly isDemandKnown: boolean;
  /**
   * Memory slices needed in the mean, as a share of the pool's. Where it was stated, all in the demand's proportions; where
   * it was not, what is in use and what is free in the demand's proportions, which together are all of them.
   */
  readonly load: number;
  readonly isLoadStated: boolean;
  readonly layouts: readonly LayoutCount[];
  readonly profiles: readonly ProfileLayouts[];
  /** Over all profiles: of the requests, and of the memory slices that they ask for. */
  readonly acceptance: { readonly requests: ByLayouts<number>; readonly slices: ByLayouts<number> };
  readonly proof: Proof;
}

/** How the layouts of a pool are sought. */
export interface PoolLayoutsOptions {
  readonly load?: number | undefined;
  readonly limit: TimeLimit;
}

/**
 * The layouts that a demand wants of a pool, as if its GPUs were empty: those of the most worth, where the n-th instance of
 * a profile is worth its memory slices times the probability that it is needed.
 *
 * @param pool Members in static mode, and nodes without GPUs of other models.
 */
export function poolLayouts(pool: NamedPool, demand: Demand, { load, limit }: PoolLayoutsOptions): PoolLayouts {
  const { name, model, members, nodes } = pool;
  const shapes = nodes.flatMap((node) => node.gpus);
  const slices = shapes.length * model.memorySlices;
  const needed = load === undefined ? neededInstances(pool, demand) : instancesFilling(model, demand, load * slices);
  const worth = worthOfNeeded(pool, needed);
  const best = bestGeometries(model, shapes.length, worth, limit);

  const table = layoutTable(model);
  const present = shapes.map(({ used, open }) => ({ geometry: geometryOf(table, [...used, ...open]), gpus: 1 }));
  const now = instancesOf(model, present);
  const before = worth.reduce((sum, steps, ordinal) => sum + worthOfFirst(steps, now[ordinal] ?? 0), 0);
  // Of layouts that are worth the same, those that are there already are wanted.
  const isBest = before >= best.objective;
  const wanted = isBest ? present : best.geometries;
  const objective = isBest ? before : best.objective;
  const balanced = [{ geometry: allBalanced(model), gpus: shapes.length }];
  const instances = by((cuts: readonly Cut[]) => instancesOf(model, cuts), { present, wanted, allBalanced: balanced });
  const shares = sharesOf(model, demand);
  const acceptance = by((counts: Geometry) => expectedAcceptance(model, counts, { needed, shares }), instances);
  const gpus = members.flatMap(({ migGpus }) => migGpus).filter((gpu) => gpu.model === model);

  return {
    name,
    model: model.name,
    gpus: shapes.length,
    inferredGpus: gpus.filter(({ source }) => isInferred(source)).length,
    placementsObserved: model.placementsObserved,
    isDemandKnown: [...demand].some(([text, count]) => count > 0 && profileOf(model, text).ok),
    load: load ?? 1,
    isLoadStated: load !== undefined,
    layouts: countLayouts(model, present, wanted),
    profiles: model.profiles.flatMap(({ name: profile, ordinal }): readonly ProfileLayouts[] => {
      const [share = 0, mean = 0] = [shares[ordinal], needed[ordinal]];
      const counts = by((each: Geometry) => each[ordinal] ?? 0, instances);
      const isAsked = share > 0 || mean > 0;
      if (!isAsked && counts.present === 0 && counts.wanted === 0) return [];
      const accepted = by(({ byProfile }) => (isAsked ? (byProfile[ordinal] ?? 0) : null), acceptance);
      return [{ profile, share, needed: mean, instances: counts, acceptance: accepted }];
    }),
    acceptance: {
      requests: by(({ requests }) => requests, acceptance),
      slices: by((each) => each.slices, acceptance),
    },
    proof: { status: objective === best.bound ? 'optimal' : 'feasible', before, objective, bound: best.bound },
  };
}

/** Instances of each profile, by ordinal. */
function instancesOf({ profiles }: GpuModel, cuts: readonly Cut[]): Geometry {
  return profiles.map(({ ordinal }) =>
    cuts.reduce((sum, { geometry, gpus }) => sum + gpus * (geometry[ordinal] ?? 0), 0),
  );
}

function by<T, U>(figure: (of: T) => U, { present, wanted, allBalanced: balanced }: ByLayouts<T>): ByLayouts<U> {
  return { present: figure(present), wanted: figure(wanted), allBalanced: figure(balanced) };
}

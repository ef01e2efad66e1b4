import type { Pool } from '../headroom/pool.ts';
import { layoutTable } from '../layout/layout-table.ts';
import type { Placement, Profile } from '../model/gpu-model.ts';
import { excludes } from '../model/placement.ts';
import { cautiously } from '../placement/verdict.ts';
import type { TimeLimit } from './integer-program.ts';
import { totalsOf } from './layout-program.ts';
import type { Recut } from './recut.ts';
import { classesOf, disaggregate } from './reshape-classes.ts';
import { solveWorthFirst } from './solve-worth-first.ts';
import { type Worth, worthOfFirst } from './worth.ts';

/** What to recut on one GPU of a pool: the open instances to destroy first, then those to create, at explicit starts. */
export interface PoolRecut extends Recut {
  /** Index into the pool's nodes. */
  readonly node: number;
}

/** The best way to recut the idle instances of a pool. */
export interface ReshapePlan {
  /** `optimal`: nothing is worth more, and nothing that is worth as much destroys fewer instances. */
  readonly status: 'optimal' | 'feasible';
  /** What the idle instances are worth as they are. */
  readonly before: number;
  /** What they are worth afterwards, and the most that any way to recut them could make of them. */
  readonly objective: number;
  readonly bound: number;
  /** How many instances are destroyed, and how many must be, at least, for as much worth. */
  readonly destroyed: number;
  readonly destroyedBound: number;
  /** By node, then by GPU; GPUs that stay as they are are left out. */
  readonly recuts: readonly PoolRecut[];
}

/** What is to be planned. */
export interface ReshapeOptions {
  /** GPUs of other models on its nodes stay as they are. */
  readonly pool: Pool;
  /** By ordinal: what the n-th idle instance of each profile is worth. */
  readonly worth: Worth;
  readonly limit: TimeLimit;
}

/**
 * The best set of deletions and creations of idle instances of a pool: the most worth, then the fewest instances destroyed.
 * No pod is disturbed: instances in use stay, and so does every open one that a pod may hold. Exact unless the status says
 * otherwise; deterministic unless the time limit is reached.
 */
export function planReshape({ pool, worth, limit }: ReshapeOptions): ReshapePlan {
  const { model } = pool;
  const profiles = model.profiles.filter(({ ordinal }) => (worth[ordinal] ?? []).length > 0);
  const steps = profiles.map(({ ordinal }) => worth[ordinal] ?? []);
  const gpus = pool.nodes.flatMap((shape, node) =>
    cautiously(shape).flatMap((gpu, index) => (gpu.table.model === model ? [{ node, index, gpu }] : [])),
  );
  const classes = classesOf(
    layoutTable(model),
    gpus.map(({ gpu }) => gpu),
    profiles,
  );
  const solution = solveWorthFirst({ classes, worth: steps }, limit);

  const chosen = disaggregate(
    classes,
    solution.amounts,
    gpus.map(({ gpu }) => gpu),
  );
  const totals = totalsOf({ classes, worth: steps }, solution.amounts);
  // Options are as large as they can be; what is beyond all worth is not created.
  const wanted = profiles.map((profile, item) => {
    const made = chosen.reduce((sum, option) => sum + countOf(option?.create ?? [], profile), 0);
    const worthwhile = (steps[item] ?? []).reduce((sum, { count }) => sum + count, 0);
    return made - Math.max(0, (totals[item] ?? 0) - worthwhile);
  });
  const recuts = gpus.flatMap(({ node, index, gpu }, at): readonly PoolRecut[] => {
    const create = (chosen[at]?.create ?? []).filter(({ profile }) => {
      const item = profiles.indexOf(profile);
      wanted[item] = (wanted[item] ?? 0) - 1;
      return (wanted[item] ?? 0) >= 0;
    });
    const destroyed = gpu.open.filter((each) => create.some((other) => excludes(model, each, other)));
    return create.length === 0 ? [] : [{ node, gpu: index, delete: destroyed, create }];
  });
  const worthOf = (counts: readonly number[]): number =>
    counts.reduce((sum, count, item) => sum + worthOfFirst(steps[item] ?? [], count), 0);
  const destroyed = recuts.reduce((sum, recut) => sum + recut.delete.length, 0);
  return {
    status: solution.status,
    before: worthOf(profiles.map((profile) => gpus.reduce((sum, { gpu }) => sum + countOf(gpu.open, profile), 0))),
    objective: solution.objective,
    bound: solution.bound,
    destroyed,
    destroyedBound: solution.costBound,
    recuts,
  };
}

function countOf(placements: readonly Placement[], profile: Profile): number {
  return placements.filter((each) => each.profile === profile).length;
}

import { freeSlices, type Headroom, poolHeadroom, strandedSlices } from '../../solver/headroom/pool.ts';
import { profilesInDemand } from '../../solver/placement/demand.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { isInferred } from '../cluster/gpu.ts';
import { type NamedPool, type PoolOptions, poolsOf } from './pools.ts';

/** Headroom and stranded memory slices of a profile in a pool. */
export interface ProfileReport {
  readonly profile: string;
  readonly inDemand: boolean;
  /** Further instances on the three rungs. `reshaped` is certain; `reshapedMost` is larger where use is hidden. */
  readonly asShaped: number;
  readonly reshaped: number;
  readonly reshapedMost: number;
  readonly repacked: number;
  readonly stranded: { readonly shape: number; readonly placement: number };
}

/** One pool of a fragmentation report. */
export interface PoolReport {
  readonly name: string;
  readonly model: string;
  readonly gpus: number;
  /** GPUs whose layout was worked out and not read. */
  readonly inferredGpus: number;
  /** False where the windows of the model were never seen on a board. */
  readonly placementsObserved: boolean;
  readonly memorySlices: number;
  /** Memory slices that no pod uses. */
  readonly freeSlices: number;
  readonly profiles: readonly ProfileReport[];
}

/** What is stranded in a cluster, per pool and profile. */
export interface FragmentationReport {
  readonly pools: readonly PoolReport[];
}

/** Reports the headroom ladder and the stranded slices of every pool. */
export function reportFragmentation(cluster: Cluster, options: PoolOptions = {}): FragmentationReport {
  return { pools: poolsOf(cluster, options).map((pool) => reportPool(pool, cluster)) };
}

function reportPool(pool: NamedPool, { demand }: Cluster): PoolReport {
  const { model } = pool;
  const gpus = pool.members.flatMap(({ migGpus }) => migGpus).filter((gpu) => gpu.model === model);
  const demanded = profilesInDemand(model, demand);
  return {
    name: pool.name,
    model: model.name,
    gpus: gpus.length,
    inferredGpus: gpus.filter(({ source }) => isInferred(source)).length,
    placementsObserved: model.placementsObserved,
    memorySlices: gpus.length * model.memorySlices,
    freeSlices: freeSlices(pool),
    profiles: poolHeadroom(pool).map((headroom) => reportProfile(headroom, demanded.includes(headroom.profile))),
  };
}

function reportProfile(headroom: Headroom, inDemand: boolean): ProfileReport {
  return {
    profile: headroom.profile.name,
    inDemand,
    asShaped: headroom.asShaped,
    reshaped: headroom.reshaped.least,
    reshapedMost: headroom.reshaped.most,
    repacked: headroom.repacked,
    stranded: strandedSlices(headroom),
  };
}

import { nodeHeadroom } from '../../solver/headroom/node-headroom.ts';
import {
  freeSlices,
  type Headroom,
  nodePart,
  type Pool,
  poolHeadroom,
  strandedSlices,
} from '../../solver/headroom/pool.ts';
import type { Range } from '../../solver/headroom/reshaped.ts';
import type { NodeShape } from '../../solver/node/node-shape.ts';
import { type Demand, profilesInDemand, sharesOf } from '../../solver/placement/demand.ts';
import { phi } from '../../solver/placement/phi.ts';
import { createRater } from '../../solver/placement/rater.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { isInferred } from '../cluster/gpu.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import { withPromised } from '../cluster/promised.ts';
import { atOnce, type Steps } from '../sliced.ts';
import { type FragmentationIndex, fragmentationIndex } from './fragmentation-index.ts';
import { poolDemandSteps } from './pool-demand.ts';
import { type NamedPool, poolSteps } from './pools.ts';

/**
 * Memory slices that are free and of no use to a profile. Where it is not known which instances are used the truth lies
 * between two ends, and what is not stranded by shape is by placement: `shape` goes with `placement` (the `reshaped` that
 * is certain), `shapeMost` with `placementLeast` (`reshapedMost`). Elsewhere the ends are equal.
 */
export interface StrandedReport {
  /**
   * Usable once idle instances are recut: at least. Nothing where instances are cut as pods arrive: there what is idle, or no
   * instance yet, keeps nobody waiting.
   */
  readonly shape: number;
  readonly shapeMost: number;
  /** Usable once pods are moved, too: at least. */
  readonly placementLeast: number;
  readonly placement: number;
}

/** Headroom and stranded memory slices of a profile in a pool. */
export interface ProfileReport {
  readonly profile: string;
  readonly inDemand: boolean;
  /** Its share of what is asked of the pool; all shares of a pool add up to 1. */
  readonly share: number;
  /** Further instances on the three rungs. `reshaped` is certain; `reshapedMost` is larger where use is hidden. */
  readonly asShaped: number;
  readonly reshaped: number;
  readonly reshapedMost: number;
  readonly repacked: number;
  readonly stranded: StrandedReport;
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
  /** Those of the free slices that are promised to nominated pods, and count as held in the headroom. */
  readonly promisedSlices: number;
  readonly fragmentation: FragmentationIndex;
  readonly profiles: readonly ProfileReport[];
}

/** What is stranded in a cluster, per pool and profile. */
export interface FragmentationReport {
  readonly pools: readonly PoolReport[];
}

/**
 * Reports the headroom ladder and the stranded slices of every pool. What nominated pods were promised counts as held;
 * on a node in carve mode it is where the default policy puts it.
 */
export function reportFragmentation(cluster: Cluster, options: PoolOptions = {}): FragmentationReport {
  return atOnce(fragmentationSteps(cluster, options));
}

/** The same report, made node by node. What nodes add is remembered, so the next one costs the nodes that changed. */
export function* fragmentationSteps(cluster: Cluster, options: PoolOptions = {}): Steps<FragmentationReport> {
  const rater = createRater({ policy: phi, demand: cluster.demand });
  const named = yield* poolSteps(cluster, options);
  const demands = yield* poolDemandSteps(cluster, named);
  const pools: PoolReport[] = [];
  for (const pool of named) {
    const nodes: NodeShape[] = [];
    for (const node of pool.members) {
      const part = nodePart(withPromised(node, rater), pool.model);
      nodeHeadroom(part, pool.model);
      nodes.push(part);
      yield;
    }
    pools.push(reportPool(pool, { model: pool.model, nodes }, demands.get(pool) ?? cluster.demand));
    yield;
  }
  return { pools };
}

function reportPool(pool: NamedPool, promised: Pool, demand: Demand): PoolReport {
  const { model, members } = pool;
  const gpus = members.flatMap(({ migGpus }) => migGpus).filter((gpu) => gpu.model === model);
  const demanded = profilesInDemand(model, demand);
  const shares = sharesOf(model, demand);
  const carved = poolHeadroom({ model, nodes: promised.nodes.filter(({ mode }) => mode === 'carve') });
  const headrooms = poolHeadroom(promised).map((headroom, ordinal) => ({
    ...headroom,
    share: shares[ordinal] ?? 0,
    now: headroomNow(headroom, carved[ordinal]),
  }));
  return {
    name: pool.name,
    model: model.name,
    gpus: gpus.length,
    inferredGpus: gpus.filter(({ source }) => isInferred(source)).length,
    placementsObserved: model.placementsObserved,
    memorySlices: gpus.length * model.memorySlices,
    freeSlices: freeSlices(pool),
    promisedSlices: freeSlices(pool) - freeSlices(promised),
    fragmentation: fragmentationIndex(
      headrooms.map(({ now, reshaped, ...each }) => ({ ...each, now: now.least, reshaped: reshaped.least })),
    ),
    profiles: headrooms.map((headroom) => reportProfile(headroom, demanded.includes(headroom.profile))),
  };
}

/** What pods could have now: idle instances, and where instances are cut as pods arrive whatever a recut would give. */
function headroomNow({ asShaped }: Headroom, carved: Headroom | undefined): Range {
  if (carved === undefined) return { least: asShaped, most: asShaped };
  const elsewhere = asShaped - carved.asShaped;
  return { least: elsewhere + carved.reshaped.least, most: elsewhere + carved.reshaped.most };
}

function reportProfile(
  { now, share, ...headroom }: Headroom & { readonly now: Range; readonly share: number },
  inDemand: boolean,
): ProfileReport {
  const { profile, asShaped, reshaped, repacked } = headroom;
  const certain = strandedSlices({ ...headroom, asShaped: now.least });
  const { most } = reshaped;
  const hoped = strandedSlices({ ...headroom, asShaped: now.most, reshaped: { least: most, most } });
  return {
    profile: profile.name,
    inDemand,
    share,
    asShaped,
    reshaped: reshaped.least,
    reshapedMost: most,
    repacked,
    stranded: { ...certain, shapeMost: hoped.shape, placementLeast: hoped.placement },
  };
}

import { freeSlices } from '../../solver/headroom/pool.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { isInferred, type MigGpu } from '../cluster/gpu.ts';
import type { ClusterNode } from '../cluster/node.ts';
import type { PoolOptions } from '../cluster/pool-name.ts';
import { counted } from '../counted.ts';
import { atOnce, type Steps } from '../sliced.ts';
import { doubtsAbout } from './ladder.ts';
import { type NamedPool, poolsOf } from './pools.ts';
import { type Segment, segmentsOf } from './slice-map-segments.ts';

/** A GPU of a map. */
export interface MappedGpu {
  readonly node: string;
  readonly index: number;
}

/**
 * One GPU; or, where rows are folded, GPUs that look alike: the same instances at the same places, used and idle alike, by
 * whichever pods.
 */
export interface MapRow {
  readonly segments: readonly Segment[];
  readonly gpus: readonly MappedGpu[];
}

/** The GPUs of one pool. */
export interface MapSection {
  readonly pool: string;
  readonly model: string;
  readonly gpus: number;
  /** Memory slices of one GPU. */
  readonly slicesPerGpu: number;
  /** Memory slices of all these GPUs that no pod uses. */
  readonly freeSlices: number;
  /** How many GPUs' layouts were worked out and not read. */
  readonly inferredGpus: number;
  readonly placementsObserved: boolean;
  readonly isFolded: boolean;
  /** By node and index; where rows are folded, the most frequent first. */
  readonly rows: readonly MapRow[];
}

/** What there is to say about a section beside the picture: `2 GPUs`, `6 of 16 memory slices free`, and what is uncertain. */
export function factsOf(section: MapSection): readonly string[] {
  const { gpus, slicesPerGpu, freeSlices } = section;
  const free = `${freeSlices} of ${gpus * slicesPerGpu} memory slices free`;
  return [counted(gpus, 'GPU'), free, ...doubtsAbout(section)];
}

/** A GPU that is not cut into instances, or that cannot be used. */
export interface UncutGpu {
  readonly node: string;
  readonly index: number;
  readonly product: string;
  /** Why it is not used; undefined for a whole GPU. */
  readonly reason: string | undefined;
}

/** A picture of all GPUs of a cluster. */
export interface SliceMap {
  readonly sections: readonly MapSection[];
  readonly uncut: readonly UncutGpu[];
}

/** What to draw of a cluster, and how. */
export interface SliceMapOptions extends PoolOptions {
  /** Where there are more GPUs to draw than this, those that look alike are drawn as one row. */
  readonly foldAbove: number;
  /** Only the GPUs of these nodes; without it, of all. */
  readonly nodes?: ReadonlySet<string> | undefined;
  /** Only this pool. Whole and unusable GPUs are in none. */
  readonly pool?: string | undefined;
}

/** Lays out the picture that terminal and page draw. */
export function sliceMap(cluster: Cluster, options: SliceMapOptions): SliceMap {
  return atOnce(sliceMapSteps(cluster, options));
}

/** The same picture, laid out GPU by GPU. */
export function* sliceMapSteps(cluster: Cluster, options: SliceMapOptions): Steps<SliceMap> {
  const { foldAbove, pool: wanted, nodes } = options;
  const isShown = ({ name }: { readonly name: string }): boolean => nodes === undefined || nodes.has(name);
  const pools = poolsOf(cluster, options)
    .filter(({ name }) => wanted === undefined || name === wanted)
    .map((pool) => narrowPool(pool, isShown))
    .filter(({ members }) => members.length > 0);
  const total = pools.reduce((sum, pool) => sum + gpusOf(pool).length, 0);
  const sections: MapSection[] = [];
  for (const pool of pools) sections.push(yield* sectionSteps(pool, total > foldAbove));
  return {
    sections,
    uncut: wanted === undefined ? cluster.nodes.filter(isShown).flatMap(uncutGpus) : [],
  };
}

function narrowPool(pool: NamedPool, isShown: (node: ClusterNode) => boolean): NamedPool {
  const kept = pool.members.map(isShown);
  return {
    ...pool,
    members: pool.members.filter((_, index) => kept[index]),
    nodes: pool.nodes.filter((_, index) => kept[index]),
  };
}

function gpusOf({ model, members }: NamedPool): readonly { readonly gpu: MigGpu; readonly node: ClusterNode }[] {
  return members.flatMap((node) => node.migGpus.filter((gpu) => gpu.model === model).map((gpu) => ({ gpu, node })));
}

function* sectionSteps(pool: NamedPool, isFolded: boolean): Steps<MapSection> {
  const { name, model } = pool;
  const owned = gpusOf(pool);
  const rows: MapRow[] = [];
  const alike = new Map<string, { readonly segments: readonly Segment[]; readonly gpus: MappedGpu[] }>();
  for (const { gpu, node } of owned) {
    const segments = segmentsOf(gpu, node);
    const mapped = { node: node.name, index: gpu.index };
    if (isFolded) fold(alike, segments, mapped);
    else rows.push({ segments, gpus: [mapped] });
    yield;
  }
  return {
    pool: name,
    model: model.name,
    gpus: owned.length,
    slicesPerGpu: model.memorySlices,
    freeSlices: freeSlices(pool),
    inferredGpus: owned.filter(({ gpu }) => isInferred(gpu.source)).length,
    placementsObserved: model.placementsObserved,
    isFolded,
    rows: isFolded ? [...alike.values()].sort((a, b) => b.gpus.length - a.gpus.length) : rows,
  };
}

/** Adds a GPU to those that look like it. */
function fold(
  alike: Map<string, { readonly segments: readonly Segment[]; readonly gpus: MappedGpu[] }>,
  segments: readonly Segment[],
  gpu: MappedGpu,
): void {
  const look = segments.map(({ start, label, use }) => [start, label, use]).join();
  const known = alike.get(look);
  if (known === undefined) {
    alike.set(look, { segments: segments.map((segment) => ({ ...segment, pod: undefined })), gpus: [gpu] });
  } else {
    known.gpus.push(gpu);
  }
}

function uncutGpus({ name, gpus }: ClusterNode): readonly UncutGpu[] {
  return gpus.flatMap((gpu) => {
    if (gpu.kind === 'mig') return [];
    const reason = gpu.kind === 'unusable' ? gpu.reason : undefined;
    return [{ node: name, index: gpu.index, product: gpu.product, reason }];
  });
}

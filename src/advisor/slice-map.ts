import { freeSlices } from '../../solver/headroom/pool.ts';
import { openInstances } from '../../solver/node/node-shape.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type Instance, isInferred, type MigGpu } from '../cluster/gpu.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { counted } from './counted.ts';
import { type PoolOptions, poolsOf } from './pools.ts';

/**
 * How a stretch of memory slices is used. `maybe`: some instances of the profile on that node are used and some are not,
 * and nobody knows which. `none`: there is no instance.
 */
export type SliceUse = 'used' | 'idle' | 'maybe' | 'none';

/** A stretch of memory slices of one GPU: an instance, or slices without one. */
export interface Segment {
  readonly start: number;
  readonly length: number;
  /** The profile; empty where there is no instance. */
  readonly label: string;
  readonly use: SliceUse;
  /** `namespace/name` of the pod that holds it, where that is known. */
  readonly pod: string | undefined;
}

/** A GPU of a map. */
export interface MappedGpu {
  readonly node: string;
  readonly index: number;
  readonly segments: readonly Segment[];
}

/** GPUs that look alike: the same instances at the same places, used and idle alike. */
export interface MapRow {
  readonly segments: readonly Segment[];
  readonly gpus: readonly MappedGpu[];
}

/** The GPUs of one pool. */
export interface MapSection {
  readonly pool: string;
  readonly model: string;
  readonly memorySlices: number;
  readonly freeSlices: number;
  /** How many GPUs' layouts were worked out and not read. */
  readonly inferredGpus: number;
  readonly placementsObserved: boolean;
  /** By node and index; where rows are folded, the most frequent first. */
  readonly rows: readonly MapRow[];
}

/** What there is to say about a section beside the picture: `2 GPUs`, `6 of 16 memory slices free`, and what is uncertain. */
export function factsOf({
  memorySlices,
  freeSlices,
  inferredGpus,
  placementsObserved,
  rows,
}: MapSection): readonly string[] {
  const gpus = rows.reduce((sum, row) => sum + row.gpus.length, 0);
  return [
    counted(gpus, 'GPU'),
    `${freeSlices} of ${gpus * memorySlices} memory slices free`,
    ...(inferredGpus > 0 ? [`${counted(inferredGpus, 'layout')} worked out, not read`] : []),
    ...(placementsObserved ? [] : ['windows of this model never seen on a board']),
  ];
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

/** How to draw a cluster. */
export interface SliceMapOptions extends PoolOptions {
  /** Draw GPUs that look alike as one row. */
  readonly fold: boolean;
}

/** Lays out the picture that terminal and page draw. */
export function sliceMap(cluster: Cluster, { fold, ...pools }: SliceMapOptions): SliceMap {
  const sections = poolsOf(cluster, pools).map((pool): MapSection => {
    const { model, members } = pool;
    const owned = members.flatMap((node) =>
      node.migGpus.filter((gpu) => gpu.model === model).map((gpu) => ({ gpu, node })),
    );
    const gpus = owned.map(({ gpu, node }) => ({ node: node.name, index: gpu.index, segments: segmentsOf(gpu, node) }));
    return {
      pool: pool.name,
      model: model.name,
      memorySlices: model.memorySlices,
      freeSlices: freeSlices(pool),
      inferredGpus: owned.filter(({ gpu }) => isInferred(gpu.source)).length,
      placementsObserved: model.placementsObserved,
      rows: fold ? foldRows(gpus) : gpus.map((gpu) => ({ segments: gpu.segments, gpus: [gpu] })),
    };
  });
  return { sections, uncut: cluster.nodes.flatMap(uncutGpus) };
}

function segmentsOf({ model, instances }: MigGpu, node: ClusterNode): readonly Segment[] {
  const segments = instances.map((instance): Segment => {
    const { profile, start } = instance.placement;
    const pod = instance.holder.kind === 'idle' ? undefined : instance.holder.pod;
    return { start, length: profile.memory, label: profile.name, use: useOf(instance, node), pod };
  });
  for (let slice = 0; slice < model.memorySlices; slice++) {
    if (segments.some(({ start, length }) => start <= slice && slice < start + length)) continue;
    segments.push({ start: slice, length: 1, label: '', use: 'none', pod: undefined });
  }
  return segments.sort((a, b) => a.start - b.start);
}

function useOf({ holder, placement }: Instance, { shape }: ClusterNode): SliceUse {
  if (holder.kind !== 'idle') return 'used';
  const hidden = shape.hidden.get(placement.profile.name) ?? 0;
  if (hidden === 0) return 'idle';
  return hidden >= openInstances(shape, placement.profile.name) ? 'used' : 'maybe';
}

function foldRows(gpus: readonly MappedGpu[]): readonly MapRow[] {
  const groups = Map.groupBy(gpus, ({ segments }) =>
    segments.map(({ start, label, use }) => [start, label, use]).join(),
  );
  return [...groups.values()]
    .map((alike) => ({
      segments: (alike[0]?.segments ?? []).map((segment) => ({ ...segment, pod: undefined })),
      gpus: alike,
    }))
    .sort((a, b) => b.gpus.length - a.gpus.length);
}

function uncutGpus({ name, gpus }: ClusterNode): readonly UncutGpu[] {
  return gpus.flatMap((gpu) => {
    if (gpu.kind === 'mig') return [];
    const reason = gpu.kind === 'unusable' ? gpu.reason : undefined;
    return [{ node: name, index: gpu.index, product: gpu.product, reason }];
  });
}

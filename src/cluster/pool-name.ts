import type { GpuModel } from '../../solver/model/gpu-model.ts';
import type { ClusterNode } from './node.ts';

/** How nodes are grouped. */
export interface PoolOptions {
  /** Node label whose value names the pool; without it a pool is a GPU model and a mode. */
  readonly poolLabel?: string | undefined;
}

/** The pool that a node's GPUs of a model are in: `A100-40GB/static`, or `VALUE/A100-40GB` where a label groups nodes. */
export function poolName(
  { labels, mode }: Pick<ClusterNode, 'labels' | 'mode'>,
  { name }: GpuModel,
  { poolLabel }: PoolOptions,
): string {
  return poolLabel === undefined ? `${name}/${mode}` : `${labels[poolLabel] ?? 'unlabelled'}/${name}`;
}

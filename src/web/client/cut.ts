import { bitsOf, lowest } from './bits.ts';
import type { MigGpu } from './fleet.ts';

/** GPUs, by how many slices of interest they have: the position in the list. */
export type Sizes = readonly number[];

/** GPUs of one node, in the order of their indices, with what of each is of interest. */
export interface Part {
  readonly gpus: readonly MigGpu[];
  readonly sizes: Sizes;
  readonly maskOf: (gpu: MigGpu) => number;
}

/**
 * A share of the slices of many GPUs. They are taken from those that have the most, then by node and index: up to the GPU at
 * which the share ends, and of that one some. A GPU can be asked for its part without looking at the others.
 */
export interface Cut {
  /** How many slices the GPU has at which it ends. */
  readonly size: number;
  readonly node: string;
  readonly index: number;
  /** How many of those are taken. */
  readonly slices: number;
}

const NOTHING: Cut = { size: Number.POSITIVE_INFINITY, node: '', index: 0, slices: 0 };
const EVERYTHING: Cut = { size: 0, node: '', index: 0, slices: 0 };

/** The share of so many slices, which is everything where there are no more. Parts are in the order of their nodes. */
export function cutAt(parts: readonly Part[], slices: number): Cut {
  if (slices <= 0) return NOTHING;
  let left = slices;
  for (let size = parts.reduce((most, { sizes }) => Math.max(most, sizes.length - 1), 0); size > 0; size--) {
    const all = size * parts.reduce((sum, { sizes }) => sum + (sizes[size] ?? 0), 0);
    if (left < all) return cutAmong(parts, size, left);
    left -= all;
  }
  return EVERYTHING;
}

/** What a share has of a GPU, of which this is of interest. */
export function partOf({ size, node, index, slices }: Cut, mask: number, gpu: MigGpu): number {
  const has = bitsOf(mask);
  if (has !== size) return has > size ? mask : 0;
  if (gpu.node !== node) return gpu.node < node ? mask : 0;
  return gpu.index === index ? lowest(mask, slices) : gpu.index < index ? mask : 0;
}

/** How many slices parts have. */
export function slicesOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { sizes }) => sum + sizes.reduce((of, gpus, size) => of + gpus * size, 0), 0);
}

/** How many of these have how many slices. */
export function sizesOf(masks: readonly number[]): Sizes {
  const sizes: number[] = [];
  for (const mask of masks) {
    const size = bitsOf(mask);
    while (sizes.length <= size) sizes.push(0);
    sizes[size] = (sizes[size] ?? 0) + 1;
  }
  return sizes;
}

function cutAmong(parts: readonly Part[], size: number, slices: number): Cut {
  let left = slices;
  for (const { gpus, sizes, maskOf } of parts) {
    const all = size * (sizes[size] ?? 0);
    if (left >= all) {
      left -= all;
      continue;
    }
    const last = gpus.filter((gpu) => bitsOf(maskOf(gpu)) === size)[Math.floor(left / size)];
    if (last !== undefined) return { size, node: last.node, index: last.index, slices: left % size };
  }
  return EVERYTHING;
}

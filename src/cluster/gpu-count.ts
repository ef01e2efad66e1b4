import type { Product } from '../../solver/model/product-label.ts';
import { failure, ok, type Result } from '../../solver/model/result.ts';
import { type Advertised, gpusOfSingle } from './advertised.ts';
import { GPU_LABELS, type NodeFacts } from './node-facts.ts';

/** A node has 8 or 16 boards. Larger numbers than this are mistakes, and would cost memory to believe. */
const MOST_GPUS = 1024;

/** The number of GPUs of a node by its label; fails with a sentence where the label is missing or makes no sense. */
export function labelledGpus({ labels }: NodeFacts): Result<number> {
  const text = labels[GPU_LABELS.count];
  if (text === undefined) return failure(`label ${GPU_LABELS.count} is missing`);
  return /^\d+$/.test(text)
    ? credible(Number(text), `label ${GPU_LABELS.count}`)
    : failure(`label ${GPU_LABELS.count} is "${text}", expected a number`);
}

/**
 * The number of GPUs of a node that have to be cut. By label, except with strategy `single`: there the label counts MIG
 * devices, and the GPUs are as many as those take.
 */
export function gpusInMigMode(node: NodeFacts, product: Product, advertised: Advertised): Result<number> {
  return product.single === undefined
    ? labelledGpus(node)
    : credible(gpusOfSingle(product, advertised), `${product.single.name} as advertised`);
}

/** A number of GPUs, or a sentence where no node has that many. */
export function credible(count: number, what: string): Result<number> {
  return count <= MOST_GPUS ? ok(count) : failure(`${what} makes ${count} GPUs, more than a node has`);
}

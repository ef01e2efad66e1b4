import { gpuModels } from './catalogue.ts';
import type { GpuModel, Profile } from './gpu-model.ts';
import { fromKubernetes, profileOf } from './profile-name.ts';
import { failure, ok, type Result } from './result.ts';

/** What GPU feature discovery says in the label `nvidia.com/gpu.product`. */
export interface Product {
  readonly model: GpuModel;
  /** The one profile of all GPUs of the node; only strategy `single` says it. */
  readonly single?: Profile;
  /** Time-slicing without renamed resources. */
  readonly shared: boolean;
}

const SHARED = '-SHARED';
const MIG = '-MIG-';

const modelOfProduct = new Map(gpuModels.flatMap((model) => model.products.map((product) => [key(product), model])));

/**
 * Reads a product label, or the product name that NVML and `nvidia-smi` print (`NVIDIA A100-SXM4-40GB`), with the
 * suffixes that strategy `single` and time-slicing add. Fails with a sentence that names the product: an unknown board
 * is never taken for a similar one.
 */
export function parseProduct(label: string): Result<Product> {
  const shared = label.endsWith(SHARED);
  const unshared = shared ? label.slice(0, -SHARED.length) : label;
  const at = unshared.lastIndexOf(MIG);
  const board = at < 0 ? unshared : unshared.slice(0, at);
  const model = modelOfProduct.get(key(board));
  if (model === undefined) return failure(`unknown GPU product "${label}"`);
  if (at < 0) return ok({ model, shared });

  const suffix = unshared.slice(at + MIG.length);
  if (suffix === 'INVALID') return failure(`the GPUs behind "${label}" are not cut alike, as strategy "single" asks`);
  const single = profileOf(model, fromKubernetes(suffix));
  return single.ok ? ok({ model, single: single.value, shared }) : single;
}

/** Drivers before R470 left the vendor out, and labels have dashes where names have spaces. */
function key(product: string): string {
  return product
    .trim()
    .replaceAll(' ', '-')
    .replace(/^NVIDIA-/, '')
    .toLowerCase();
}

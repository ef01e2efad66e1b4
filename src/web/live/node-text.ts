import { gpuModels } from '../../../solver/model/catalogue.ts';
import { type SliceUse, segmentsOf } from '../../advisor/slice-map-segments.ts';
import { type Gpu, isInferred, type MigGpu } from '../../cluster/gpu.ts';
import type { ClusterNode } from '../../cluster/node.ts';
import { type PoolOptions, poolName } from '../../cluster/pool-name.ts';
import type { WireGpu, WireModel, WireNode } from '../client/wire.ts';

/** Every GPU model, in the order in which GPUs refer to them. */
export const WIRE_MODELS: readonly WireModel[] = gpuModels.map(({ name, memorySlices, engines, profiles }) => ({
  name,
  memorySlices,
  ...engines,
  profiles: profiles.map(({ name, memory, starts, engines, plain }) => ({ name, memory, starts, ...engines, plain })),
}));

const MODEL_AT = new Map(gpuModels.map((model, index) => [model, index]));

/** Of each model's profiles, by name. */
const ORDINALS = new Map(
  gpuModels.map((model) => [model, new Map(model.profiles.map(({ name, ordinal }) => [String(name), ordinal]))]),
);

/** Tells nodes as JSON; undefined for a node without GPUs. */
export type NodeTexts = (node: ClusterNode) => string | undefined;

/** Makes the teller, which remembers the text of each node for as long as the node is the same. */
export function createNodeTexts(pools: PoolOptions): NodeTexts {
  const known = new WeakMap<ClusterNode, string>();
  return (node) => {
    if (node.gpus.length === 0) return undefined;
    const text = known.get(node) ?? JSON.stringify(wireNode(node, pools));
    known.set(node, text);
    return text;
  };
}

/** A node as the page reads it. */
export function wireNode(node: ClusterNode, options: PoolOptions): WireNode {
  const pools: string[] = [];
  const poolAt = ({ model }: MigGpu): number => {
    const name = poolName(node, model, options);
    const index = pools.indexOf(name);
    return index >= 0 ? index : pools.push(name) - 1;
  };
  // The shape of a node has its usable GPUs only; what is used on them is judged beside the node's hidden pods.
  const gpus = node.gpus.map((gpu) => wireGpu(gpu, node, poolAt));
  const isInferredAny = node.migGpus.some(({ source }) => isInferred(source));
  const flags = Number(node.isCordoned) + 2 * Number(isInferredAny) + 4 * Number(node.mode === 'carve');
  return [node.name, flags, pools, gpus];
}

function wireGpu(gpu: Gpu, node: ClusterNode, poolAt: (gpu: MigGpu) => number): WireGpu {
  if (gpu.kind === 'whole') return [gpu.index, -1, gpu.product];
  if (gpu.kind === 'unusable') return [gpu.index, -2, gpu.product, gpu.reason];
  const taken = segmentsOf(gpu, node).filter(({ label }) => label !== '');
  const ordinals = ORDINALS.get(gpu.model);
  const look = taken.map(({ label, start, use, pod }) => {
    const letter = pod === undefined ? LETTER[use] : 'p';
    return `${(ordinals?.get(label) ?? 0).toString(36)}${start.toString(36)}${letter}`;
  });
  const pods = taken.flatMap(({ pod }) => pod ?? []);
  return [gpu.index, MODEL_AT.get(gpu.model) ?? 0, poolAt(gpu), look.join(''), ...pods];
}

const LETTER: Readonly<Record<SliceUse, string>> = { used: 'u', idle: 'i', maybe: 'm', none: '' };

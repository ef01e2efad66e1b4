import type { WireChange, WireGpu, WireModel, WireNode } from './wire.ts';

/** A GPU in MIG mode. */
export interface MigGpu {
  readonly kind: 'mig';
  readonly node: string;
  readonly index: number;
  readonly pool: string;
  readonly model: WireModel;
  readonly look: string;
  /** Instances are cut as pods arrive: carve mode. */
  readonly isCarved: boolean;
  /** `namespace/name`; segments refer to them by position. */
  readonly pods: readonly string[];
}

/** A GPU that is handed out whole, or that is not used. */
export interface OtherGpu {
  readonly kind: 'whole' | 'unusable';
  readonly node: string;
  readonly index: number;
  readonly product: string;
  /** Why it is not used; empty for a whole one. */
  readonly reason: string;
}

/** Any GPU. */
export type FleetGpu = MigGpu | OtherGpu;

/** A node with GPUs. */
export interface FleetNode {
  readonly name: string;
  readonly isCordoned: boolean;
  /** Where its instances lie is deduced and not reported. */
  readonly isInferred: boolean;
  readonly gpus: readonly FleetGpu[];
}

/** All nodes with GPUs. */
export interface Fleet {
  readonly models: readonly WireModel[];
  readonly nodes: ReadonlyMap<string, FleetNode>;
  /** Of the nodes, in order. */
  readonly names: readonly string[];
}

/** The fleet that a server told of. */
export function fleetOf(models: readonly WireModel[], nodes: readonly WireNode[]): Fleet {
  const read = new Map(nodes.map((node) => [node[0], readNode(models, node)]));
  return { models, nodes: read, names: [...read.keys()].sort() };
}

/** The fleet after a change. Nodes that did not change are the same objects. */
export function withChange(fleet: Fleet, { nodes = [], gone = [] }: WireChange): Fleet {
  if (nodes.length === 0 && gone.length === 0) return fleet;
  const { models } = fleet;
  const next = new Map(fleet.nodes);
  for (const name of gone) next.delete(name);
  for (const node of nodes) next.set(node[0], readNode(models, node));
  const isSame = gone.length === 0 && next.size === fleet.nodes.size;
  return { models, nodes: next, names: isSame ? fleet.names : [...next.keys()].sort() };
}

/** A GPU by node and index. */
export function findGpu(fleet: Fleet, node: string, index: number): FleetGpu | undefined {
  return fleet.nodes.get(node)?.gpus.find((gpu) => gpu.index === index);
}

/** The GPUs on which a pod holds instances. */
export function gpusOfPod({ nodes }: Fleet, pod: string): readonly MigGpu[] {
  const found: MigGpu[] = [];
  for (const { gpus } of nodes.values()) {
    for (const gpu of gpus) if (gpu.kind === 'mig' && gpu.pods.includes(pod)) found.push(gpu);
  }
  return found;
}

function readNode(models: readonly WireModel[], [name, flags, pools, gpus]: WireNode): FleetNode {
  return {
    name,
    isCordoned: (flags & 1) !== 0,
    isInferred: (flags & 2) !== 0,
    gpus: gpus.map((gpu) => readGpu(models, { node: name, isCarved: (flags & 4) !== 0 }, pools, gpu)),
  };
}

function readGpu(
  models: readonly WireModel[],
  { node, isCarved }: Pick<MigGpu, 'node' | 'isCarved'>,
  pools: readonly string[],
  gpu: WireGpu,
): FleetGpu {
  const [index, kind] = gpu;
  if (isOther(gpu)) {
    const [, , product, reason = ''] = gpu;
    return { kind: kind === -1 ? 'whole' : 'unusable', node, index, product, reason };
  }
  const [, at, pool, look, ...pods] = gpu;
  const model = models[at];
  if (model === undefined)
    return { kind: 'unusable', node, index, product: '', reason: 'of a model this page does not know' };
  return { kind: 'mig', node, index, pool: pools[pool] ?? '', model, look, isCarved, pods };
}

function isOther(gpu: WireGpu): gpu is readonly [number, -1, string] | readonly [number, -2, string, string] {
  return gpu[1] < 0;
}

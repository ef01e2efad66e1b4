import { LRUCache } from 'lru-cache';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { type GpuShape, gpuShape } from '../../solver/node/gpu-shape.ts';
import type { NodeShape, Request } from '../../solver/node/node-shape.ts';
import type { GpuInstance } from '../../solver/node/occupant.ts';
import type { Gpu, MigGpu } from './gpu.ts';
import { instancesOn } from './instance-request.ts';
import type { GpuRequest } from './pod.ts';

/** The GPUs of a node as far as it does not matter which pods are there. */
export interface BareNode {
  /** The usable GPUs in MIG mode; `shape.gpus[i]` is `migGpus[i]`. */
  readonly migGpus: readonly MigGpu[];
  /** With the holders that are known, and no others. */
  readonly shape: NodeShape;
  /** Instances that are known to be a pod's, by the pod's key; `gpu` is an index into `migGpus`. */
  readonly heldBy: ReadonlyMap<string, readonly GpuInstance[]>;
  /** What a pod asks of this node. */
  requestOf(gpus: GpuRequest): Request;
}

/** What it is made from: a list of GPUs always comes with the same of the others. */
export interface BareParts {
  /** With the holders that are known. */
  readonly gpus: readonly Gpu[];
  readonly mode: NodeShape['mode'];
  readonly single: string | undefined;
  readonly replicas: ReadonlyMap<string, number>;
}

/** Made once for each list of GPUs: pods come and go far more often than a node's GPUs change. */
export function bareNode(parts: BareParts): BareNode {
  const known = remembered.get(parts.gpus);
  if (known !== undefined) return known;
  const bare = makeBare(parts);
  remembered.set(parts.gpus, bare);
  return bare;
}

const remembered = new WeakMap<readonly Gpu[], BareNode>();

function makeBare({ gpus, mode, single, replicas }: BareParts): BareNode {
  const migGpus = gpus.filter((gpu) => gpu.kind === 'mig');
  const shape: NodeShape = {
    mode,
    gpus: migGpus.map(toShape),
    hidden: new Map(),
    shared: new Map([...replicas].map(([profile, perInstance]) => [profile, { perInstance, taken: 0 }])),
  };
  const heldBy = new Map<string, GpuInstance[]>();
  migGpus.forEach(({ instances }, gpu) => {
    for (const { holder, placement } of instances) {
      if (holder.kind !== 'pod') continue;
      const held = heldBy.get(holder.pod) ?? [];
      heldBy.set(holder.pod, held);
      held.push({ gpu, placement });
    }
  });
  const models = [...new Set(migGpus.map(({ model }) => model.name)), single].join();
  return { migGpus, shape, heldBy, requestOf: (asked) => rememberedRequest(asked, models, shape, single) };
}

/** By what is asked for, which few templates say, and the models in their order. */
const requests = new WeakMap<GpuRequest, Map<string, Request>>();

function rememberedRequest(asked: GpuRequest, models: string, shape: NodeShape, single: string | undefined): Request {
  const byModels = requests.get(asked) ?? new Map<string, Request>();
  const request = byModels.get(models) ?? instancesOn(shape, single, asked);
  requests.set(asked, byModels.set(models, request));
  return request;
}

/** Large clusters have many GPUs of few shapes. */
const shapes = new LRUCache<string, GpuShape>({ max: 20_000 });

function toShape({ model, instances }: MigGpu): GpuShape {
  const used = instances.filter(({ holder }) => holder.kind !== 'idle').map(({ placement }) => placement);
  const open = instances.filter(({ holder }) => holder.kind === 'idle').map(({ placement }) => placement);
  const id = [model.name, ordinalsOf(used), ordinalsOf(open)].join('/');
  const shape = shapes.get(id) ?? gpuShape(layoutTable(model), used, open);
  if (shape === undefined) throw new Error('a usable GPU has a layout that its model does not have');
  shapes.set(id, shape);
  return shape;
}

function ordinalsOf(placements: readonly Placement[]): string {
  return placements.map(({ ordinal }) => ordinal).join();
}

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
  /** A number that bare nodes have in common which are alike to every request. */
  readonly kind: number;
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

/** Most nodes have none: one empty map for all of them. */
const NO_HIDDEN: NodeShape['hidden'] = new Map();
const NO_SHARES: NodeShape['shared'] = new Map();

function makeBare(parts: BareParts): BareNode {
  const { gpus, mode, single, replicas } = parts;
  const migGpus = gpus.filter((gpu) => gpu.kind === 'mig');
  const shape: NodeShape = {
    mode,
    gpus: migGpus.map(toShape),
    hidden: NO_HIDDEN,
    shared:
      replicas.size === 0
        ? NO_SHARES
        : new Map([...replicas].map(([profile, perInstance]) => [profile, { perInstance, taken: 0 }])),
  };
  const heldBy = new Map<string, readonly GpuInstance[]>();
  migGpus.forEach(({ instances }, gpu) => {
    for (const { holder, placement } of instances) {
      if (holder.kind !== 'pod') continue;
      const held = heldBy.get(holder.pod);
      // Most pods hold one, and a list that is added to makes room for many.
      heldBy.set(holder.pod, held === undefined ? [{ gpu, placement }] : [...held, { gpu, placement }]);
    }
  });
  const models = [...new Set(migGpus.map(({ model }) => model.name)), single].join();
  return {
    migGpus,
    shape,
    heldBy,
    kind: kindOf(parts, migGpus),
    requestOf: (asked) => rememberedRequest(asked, models, shape, single),
  };
}

/** Numbers by all that tells kinds of bare nodes apart. One that was forgotten gets another number, never one in use. */
const kinds = new LRUCache<string, number>({ max: 20_000 });
let latestKind = 0;

function kindOf({ gpus, mode, single, replicas }: BareParts, migGpus: readonly MigGpu[]): number {
  const isUnusable = gpus.some(({ kind }) => kind === 'unusable');
  const id = [mode, single, isUnusable, JSON.stringify([...replicas]), ...migGpus.map(shapeId)].join();
  const kind = kinds.get(id) ?? ++latestKind;
  kinds.set(id, kind);
  return kind;
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

function toShape(gpu: MigGpu): GpuShape {
  const id = shapeId(gpu);
  const [used, open] = usedAndOpen(gpu);
  const shape = shapes.get(id) ?? gpuShape(layoutTable(gpu.model), used, open);
  if (shape === undefined) throw new Error('a usable GPU has a layout that its model does not have');
  shapes.set(id, shape);
  return shape;
}

function shapeId(gpu: MigGpu): string {
  return [gpu.model.name, ...usedAndOpen(gpu).map(ordinalsOf)].join('/');
}

function usedAndOpen({ instances }: MigGpu): readonly [used: readonly Placement[], open: readonly Placement[]] {
  const used = instances.filter(({ holder }) => holder.kind !== 'idle').map(({ placement }) => placement);
  const open = instances.filter(({ holder }) => holder.kind === 'idle').map(({ placement }) => placement);
  return [used, open];
}

function ordinalsOf(placements: readonly Placement[]): string {
  return placements.map(({ ordinal }) => ordinal).join();
}

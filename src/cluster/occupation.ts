import { LRUCache } from 'lru-cache';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { type GpuShape, gpuShape } from '../../solver/node/gpu-shape.ts';
import { type NodeShape, openInstances, type Request, withHolders } from '../../solver/node/node-shape.ts';
import type { GpuInstance } from '../../solver/node/occupant.ts';
import type { Gpu, MigGpu } from './gpu.ts';
import { instancesOn } from './instance-request.ts';
import type { Pod } from './pod.ts';

/** A pod and the instances of this node that it holds. */
export interface Holding {
  readonly pod: Pod;
  /** Known to be its own; `gpu` is an index into `Occupation.migGpus`. */
  readonly instances: readonly GpuInstance[];
  /** What it holds beyond those, nobody knows where. */
  readonly hidden: Request;
}

/** Who holds what on a node. */
export interface Occupation {
  /** The usable GPUs in MIG mode; `shape.gpus[i]` is `migGpus[i]`. */
  readonly migGpus: readonly MigGpu[];
  readonly shape: NodeShape;
  readonly holdings: readonly Holding[];
  /** Sentences about instances that pods hold and that are nowhere. */
  readonly excess: readonly string[];
}

/** What an occupation is worked out from. */
export interface OccupationParts {
  /** With the holders that are known. */
  readonly gpus: readonly Gpu[];
  /** Pods bound to the node that are not finished. */
  readonly pods: readonly Pod[];
  readonly mode: NodeShape['mode'];
  readonly single: string | undefined;
  readonly replicas: ReadonlyMap<string, number>;
}

/** Works out what each pod of a node holds: the instances that are known to be its own, and how many more. */
export function occupy({ gpus, pods, mode, single, replicas }: OccupationParts): Occupation {
  const migGpus = gpus.filter((gpu) => gpu.kind === 'mig');
  const bare: NodeShape = {
    mode,
    gpus: migGpus.map(toShape),
    hidden: new Map(),
    shared: new Map([...replicas].map(([profile, perInstance]) => [profile, { perInstance, taken: 0 }])),
  };
  const holdings = pods.map((pod) => holdingOf(pod, migGpus, bare, single)).filter(holdsSomething);
  const excess: string[] = [];
  let shape = bare;
  for (const [profile, count] of hiddenTotals(holdings)) {
    const most = openInstances(bare, profile) * (bare.shared.get(profile)?.perInstance ?? 1);
    if (count > most) excess.push(`pods hold ${count} x ${profile} in places not known, where at most ${most} can be`);
    shape = withHolders(shape, profile, Math.min(count, most));
  }
  return { migGpus, shape, holdings, excess };
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

function holdingOf(pod: Pod, migGpus: readonly MigGpu[], shape: NodeShape, single: string | undefined): Holding {
  const instances = migGpus.flatMap((gpu, index) =>
    gpu.instances
      .filter(({ holder }) => holder.kind === 'pod' && holder.pod === pod.key)
      .map(({ placement }) => ({ gpu: index, placement })),
  );
  const hidden = instancesOn(shape, single, pod.gpus)
    .map(({ profile, count }) => ({
      profile,
      count: count - instances.filter(({ placement }) => placement.profile.name === profile).length,
    }))
    .filter(({ count }) => count > 0);
  return { pod, instances, hidden };
}

function holdsSomething({ instances, hidden }: Holding): boolean {
  return instances.length + hidden.length > 0;
}

function hiddenTotals(holdings: readonly Holding[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { profile, count } of holdings.flatMap(({ hidden }) => hidden)) {
    totals.set(profile, (totals.get(profile) ?? 0) + count);
  }
  return totals;
}

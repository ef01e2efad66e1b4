import type { Placement } from '../model/gpu-model.ts';
import { excludes } from '../model/placement.ts';
import { gpuShape } from './gpu-shape.ts';
import { type NodeShape, type Request, withHolders } from './node-shape.ts';

/** An instance on one of a node's GPUs. */
export interface GpuInstance {
  /** Index into `NodeShape.gpus`. */
  readonly gpu: number;
  readonly placement: Placement;
}

/** A pod, as far as it holds GPU instances of a node. */
export interface Occupant {
  /** Unique in the cluster. */
  readonly id: string;
  readonly priority: number;
  /** Instances that are known to be this pod's; each is among the `used` of its GPU. */
  readonly instances: readonly GpuInstance[];
  /** What it holds beyond those, by profile name; counted in the node's `hidden`. */
  readonly hidden: Request;
  /** Names of the disruption budgets that cover it. */
  readonly budgets: readonly string[];
}

/** The node once some of its occupants are gone: their instances still exist, but they hold none of them. */
export function withoutOccupants(node: NodeShape, leaving: readonly Occupant[]): NodeShape {
  const freed = leaving.flatMap(({ instances }) => instances);
  const gpus = node.gpus.map((shape, index) => {
    const here = freed.filter(({ gpu }) => gpu === index).map(({ placement }) => placement);
    if (here.length === 0) return shape;
    const used = shape.used.filter((placement) => !here.includes(placement));
    return gpuShape(shape.table, used, [...shape.open, ...here]) ?? shape;
  });
  return leaving
    .flatMap(({ hidden }) => hidden)
    .reduce<NodeShape>((left, { profile, count }) => withHolders(left, profile, -count), { ...node, gpus });
}

/** The node once these instances are used; open instances in their way are gone. They must fit beside the used ones. */
export function withInstances(node: NodeShape, instances: readonly GpuInstance[]): NodeShape {
  const gpus = node.gpus.map((shape, index) => {
    const here = instances.filter(({ gpu }) => gpu === index).map(({ placement }) => placement);
    if (here.length === 0) return shape;
    const open = shape.open.filter((other) => !here.some((placement) => excludes(shape.table.model, placement, other)));
    return gpuShape(shape.table, [...shape.used, ...here], open) ?? shape;
  });
  return { ...node, gpus };
}

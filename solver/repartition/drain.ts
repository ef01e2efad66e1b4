import type { Placement } from '../model/gpu-model.ts';
import { type GpuShape, gpuShape } from '../node/gpu-shape.ts';
import { freeHolds, type NodeShape, withHolders } from '../node/node-shape.ts';
import { type Occupant, withoutOccupants } from '../node/occupant.ts';

/** A node in the course of a repartition. */
export interface RollingNode {
  readonly shape: NodeShape;
  /** Pods on it that may be restarted elsewhere. */
  readonly tenants: readonly Occupant[];
  /** Pods that came since the start, and that left. */
  readonly arrived: readonly Occupant[];
  readonly gone: readonly Occupant[];
}

/** New layouts by index of the GPU. */
export type NewLayouts = ReadonlyMap<number, readonly Placement[]>;

/**
 * The pods that have to leave before some GPUs of a node can be cut anew: those that hold instances there, and those that
 * may do so as far as anyone knows.
 */
export function displacedBy({ shape, tenants }: RollingNode, layouts: NewLayouts): readonly Occupant[] {
  const names = new Set([...layouts.keys()].flatMap((gpu) => shape.gpus[gpu]?.open ?? []).map(nameOf));
  return tenants.filter(
    ({ instances, hidden }) =>
      instances.some(({ gpu }) => layouts.has(gpu)) || hidden.some(({ profile }) => names.has(profile)),
  );
}

function nameOf({ profile }: Placement): string {
  return profile.name;
}

/** The node once pods have left it and GPUs have their new layouts, on which everything is idle. */
export function cutAnew(node: RollingNode, leaving: readonly Occupant[], layouts: NewLayouts): RollingNode {
  return {
    shape: withLayouts(withoutOccupants(node.shape, leaving), layouts),
    tenants: node.tenants.filter((tenant) => !leaving.includes(tenant)),
    arrived: node.arrived.filter((tenant) => !leaving.includes(tenant)),
    gone: [...node.gone, ...leaving],
  };
}

/** The node once some of its GPUs have new layouts, on which everything is idle. */
export function withLayouts(node: NodeShape, layouts: NewLayouts): NodeShape {
  const gpus = node.gpus.map((gpu, index): GpuShape => {
    const layout = layouts.get(index);
    return layout === undefined ? gpu : (gpuShape(gpu.table, [], layout) ?? gpu);
  });
  return { ...node, gpus };
}

/** How many instances of each profile a pod holds, by name. */
export function holdingsOf({ instances, hidden }: Occupant): ReadonlyMap<string, number> {
  const counts = new Map(hidden.map(({ profile, count }): [string, number] => [profile, count]));
  for (const { placement } of instances) {
    counts.set(placement.profile.name, (counts.get(placement.profile.name) ?? 0) + 1);
  }
  return counts;
}

/** True where a pod's instances are there and idle; the device plugin then picks which it gets. */
export function hasIdle({ shape }: RollingNode, holdings: ReadonlyMap<string, number>): boolean {
  for (const [name, count] of holdings) if (idleOn(shape, name) < count) return false;
  return true;
}

/** Remembered for as long as the shape lives: most nodes are asked for many pods before they change. */
function idleOn(shape: NodeShape, name: string): number {
  const known = remembered.get(shape) ?? new Map<string, number>();
  remembered.set(shape, known);
  const idle = known.get(name) ?? freeHolds(shape, name);
  known.set(name, idle);
  return idle;
}

const remembered = new WeakMap<NodeShape, Map<string, number>>();

/** The node once a pod has come that takes idle instances. */
export function joinedBy(node: RollingNode, pod: Occupant, holdings: ReadonlyMap<string, number>): RollingNode {
  const newcomer: Occupant = {
    ...pod,
    instances: [],
    hidden: [...holdings].map(([profile, count]) => ({ profile, count })),
  };
  return {
    ...node,
    shape: [...holdings].reduce((left, [name, count]) => withHolders(left, name, count), node.shape),
    tenants: [...node.tenants, newcomer],
    arrived: [...node.arrived, newcomer],
  };
}

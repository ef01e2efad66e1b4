import { layoutTable } from '../../solver/layout/layout-table.ts';
import { geometryOf } from '../../solver/layout/layouts.ts';
import type { Geometry, GpuModel, Placement } from '../../solver/model/gpu-model.ts';
import { gpuShape } from '../../solver/node/gpu-shape.ts';
import type { NodeShape } from '../../solver/node/node-shape.ts';
import type { Recut } from '../../solver/repartition/recut.ts';
import { createFleet, type Fleet } from '../replay/fleet.ts';

/** An instance on a node: `gpu` counts within the node. */
export interface NodeSeat {
  readonly node: number;
  readonly gpu: number;
  readonly placement: Placement;
}

/** Nodes of GPUs whose instances exist before anyone asks for them. */
export interface StaticFleet {
  readonly nodes: number;
  /** All GPUs by what is used of them. */
  readonly fleet: Fleet;
  /** A node as the extender sees it. The same object until something on the node changes. */
  shape(node: number): NodeShape;
  /** Idle instances of a profile on a node, and those of all nodes by profile ordinal. */
  idle(node: number, profile: number): number;
  readonly idleInstances: Geometry;
  /** The instances in use on each GPU. */
  readonly usedPerGpu: readonly (readonly Placement[])[];
  take(seat: NodeSeat): void;
  giveBack(seat: NodeSeat): void;
  /** Destroys idle instances of a node and creates others, which are idle at first. */
  recut(node: number, recuts: readonly Recut[]): void;
}

/** Nodes of `gpusPerNode` GPUs, cut as the layouts say; nothing is used. */
export function createStaticFleet(
  model: GpuModel,
  layouts: readonly (readonly Placement[])[],
  gpusPerNode: number,
): StaticFleet {
  const table = layoutTable(model);
  const fleet = createFleet(table, layouts.length);
  const nodes = Math.ceil(layouts.length / gpusPerNode);
  const used = layouts.map((): readonly Placement[] => []);
  const open = [...layouts];
  const shapes = new Map<number, NodeShape>();
  const counts = Array.from({ length: nodes }, (_, node) => [
    ...geometryOf(table, open.slice(node * gpusPerNode, (node + 1) * gpusPerNode).flat()),
  ]);
  const total = [...geometryOf(table, open.flat())];

  const count = (node: number, { profile: { ordinal } }: Placement, by: 1 | -1): void => {
    const here = counts[node];
    if (here !== undefined) here[ordinal] = (here[ordinal] ?? 0) + by;
    total[ordinal] = (total[ordinal] ?? 0) + by;
    shapes.delete(node);
  };
  return {
    nodes,
    fleet,
    idleInstances: total,
    usedPerGpu: used,
    idle: (node, profile) => counts[node]?.[profile] ?? 0,
    shape(node) {
      const known = shapes.get(node);
      if (known !== undefined) return known;
      const first = node * gpusPerNode;
      const gpus = Array.from({ length: Math.min(gpusPerNode, layouts.length - first) }, (_, index) => {
        const shape = gpuShape(table, used[first + index] ?? [], open[first + index] ?? []);
        if (shape === undefined) throw new RangeError(`instances overlap on GPU ${first + index}`);
        return shape;
      });
      const shape: NodeShape = { mode: 'static', gpus, hidden: new Map(), shared: new Map() };
      shapes.set(node, shape);
      return shape;
    },
    take({ node, gpu, placement }) {
      const at = node * gpusPerNode + gpu;
      fleet.put(at, placement);
      used[at] = [...(used[at] ?? []), placement];
      open[at] = (open[at] ?? []).filter((each) => each !== placement);
      count(node, placement, -1);
    },
    giveBack({ node, gpu, placement }) {
      const at = node * gpusPerNode + gpu;
      fleet.remove(at, placement);
      used[at] = (used[at] ?? []).filter((each) => each !== placement);
      open[at] = [...(open[at] ?? []), placement];
      count(node, placement, 1);
    },
    recut(node, recuts) {
      for (const { gpu, delete: gone, create } of recuts) {
        const at = node * gpusPerNode + gpu;
        open[at] = [...(open[at] ?? []).filter((each) => !gone.includes(each)), ...create];
        for (const each of gone) count(node, each, -1);
        for (const each of create) count(node, each, 1);
      }
    },
  };
}

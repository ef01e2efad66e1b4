import type { Pool } from '../headroom/pool.ts';
import { EMPTY, type LayoutTable } from '../layout/layout-table.ts';
import { geometryOf } from '../layout/layouts.ts';
import type { Geometry, Profile } from '../model/gpu-model.ts';
import type { NodeShape } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';
import { fillingsOf, holds } from './fillings.ts';
import type { LayoutClass, LayoutOption } from './layout-program.ts';

/** What disturbing the pool costs, in units of worth: integers. */
export interface DisruptionCosts {
  /** For each GPU that gets another layout. */
  readonly perGpu: number;
  /** For each pod on it. */
  readonly perPod: number;
}

/** A GPU of a pool. */
export interface PoolGpu {
  readonly node: number;
  /** Index on its node. */
  readonly gpu: number;
  /** What it is cut into now. */
  readonly geometry: Geometry;
  /** Pods that hold instances of it, or may do so. */
  readonly pods: number;
  /** True where it has to stay as it is. */
  readonly isPinned: boolean;
}

/** An option of a GPU: to stay as it is, which costs nothing, or a new geometry. */
export interface GeometryOption extends LayoutOption {
  readonly geometry: Geometry | undefined;
}

/** GPUs that have the same options at the same costs. */
export interface GeometryClass extends LayoutClass {
  readonly options: readonly GeometryOption[];
  readonly members: readonly PoolGpu[];
}

/** The pods of one node that hold GPU instances. */
export interface NodePods {
  /** Those that may be restarted elsewhere. */
  readonly movable: readonly Occupant[];
  /** True where others hold instances, too. Such a node cannot be drained, so it stays as it is. */
  readonly isPinned: boolean;
}

/** The GPUs of a pool's model, by node, then by index. */
export function poolGpus({ model, nodes }: Pool, pods: readonly NodePods[]): readonly PoolGpu[] {
  return nodes.flatMap((shape, node) =>
    [...shape.gpus.entries()].flatMap(([gpu, { table }]): readonly PoolGpu[] => {
      if (table.model !== model) return [];
      const { movable = [], isPinned = false } = pods[node] ?? {};
      return [{ node, gpu, geometry: presentGeometry(shape, gpu), pods: podsOn(shape, gpu, movable), isPinned }];
    }),
  );
}

/**
 * How many pods hold instances of a GPU; where it is not known which instances pods hold, as many as could.
 *
 * @param gpu Index on the node.
 */
function podsOn({ gpus, hidden }: NodeShape, gpu: number, pods: readonly Occupant[]): number {
  const known = pods.filter(({ instances }) => instances.some((instance) => instance.gpu === gpu)).length;
  const open = gpus[gpu]?.open ?? [];
  return [...hidden].reduce(
    (sum, [name, count]) => sum + Math.min(count, open.filter(({ profile }) => profile.name === name).length),
    known,
  );
}

/** What a GPU of a node is cut into, used and open instances alike. */
function presentGeometry({ gpus }: NodeShape, gpu: number): Geometry {
  const shape = gpus[gpu];
  return shape === undefined ? [] : geometryOf(shape.table, [...shape.used, ...shape.open]);
}

/** Sorts GPUs into classes. Their options are the largest geometries of `profiles`, the only ones that are worth anything. */
export function geometryClasses(
  table: LayoutTable,
  gpus: readonly PoolGpu[],
  profiles: readonly Profile[],
  { perGpu, perPod }: DisruptionCosts,
): readonly GeometryClass[] {
  const largest = fillingsOf(
    table,
    profiles,
  )(EMPTY).map(({ counts, placements }) => ({
    counts,
    geometry: geometryOf(table, placements),
  }));
  const alike = Map.groupBy(gpus, ({ geometry, pods, isPinned }) => {
    const present = profiles.map(({ ordinal }) => geometry[ordinal] ?? 0);
    return isPinned ? `stays ${present}` : `${present} ${pods}`;
  });
  return [...alike.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const present = profiles.map(({ ordinal }) => first.geometry[ordinal] ?? 0);
    const cost = perGpu + perPod * first.pods;
    const changes = first.isPinned
      ? []
      : largest.filter(({ counts }) => !holds(present, counts)).map((option) => ({ ...option, cost }));
    return [
      { count: members.length, options: [{ counts: present, cost: 0, geometry: undefined }, ...changes], members },
    ];
  });
}

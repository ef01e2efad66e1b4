import type { Pool } from '../headroom/pool.ts';
import { driverLayout } from '../layout/driver-layout.ts';
import { layoutTable } from '../layout/layout-table.ts';
import type { Geometry, Placement } from '../model/gpu-model.ts';
import type { NewLayouts } from './drain.ts';
import type { TimeLimit } from './integer-program.ts';
import {
  type DisruptionCosts,
  type GeometryClass,
  geometryClasses,
  type NodePods,
  type PoolGpu,
  poolGpus,
} from './layout-classes.ts';
import type { LayoutAmounts } from './layout-program.ts';
import type { PoolRecut } from './reshape.ts';
import { type LayoutBatch, type RollingOptions, rollingOrder } from './rolling.ts';
import { solveLayouts } from './solve-layouts.ts';
import { type Worth, worthOfFirst } from './worth.ts';

/** What is to be planned. */
export interface LayoutPlanOptions extends Pick<RollingOptions, 'mayRunOn' | 'disruptionsAllowed'> {
  /** GPUs of other models on its nodes stay as they are. */
  readonly pool: Pool;
  /** By node of the pool. */
  readonly pods: readonly NodePods[];
  /** By ordinal: what the n-th instance of each profile is worth, whether it is used or idle. */
  readonly worth: Worth;
  readonly costs: DisruptionCosts;
  /** Share of the pool's memory slices that stays in use throughout, from 0 to 1. */
  readonly capacityShare: number;
  readonly limit: TimeLimit;
}

/** New layouts for a pool, and the way there. */
export interface LayoutPlan {
  /** `optimal`: no layouts are worth more, less what the disruption costs. */
  readonly status: 'optimal' | 'feasible';
  /** Worth of the instances as they are. */
  readonly before: number;
  /** Their worth afterwards less the costs, and the most that any layouts could make of that. */
  readonly objective: number;
  readonly bound: number;
  /** The costs in `objective`: as planned, pods that are restarted twice count once. */
  readonly cost: number;
  /** By node, then by GPU: everything that is there, and the layout that the driver makes of the new geometry. */
  readonly recuts: readonly PoolRecut[];
  readonly batches: readonly LayoutBatch[];
  /**
   * Nodes that would have to change and stay as they are: for their pods no places were found (a cleverer choice might find
   * some), or disruption budgets or the capacity share forbid to drain them.
   */
  readonly stuck: readonly number[];
  /** Nodes for which no place in the order was found in time. They stay as they are, too. */
  readonly undecided: readonly number[];
}

/**
 * New layouts for the GPUs of a pool, for demand as a distribution: the most worth less what the change costs, and an order
 * of draining nodes in which every displaced pod has a place and the pool keeps the capacity asked for. Pods that may not
 * move pin their node. Deterministic unless the time limit is reached.
 */
export function planLayouts(options: LayoutPlanOptions): LayoutPlan {
  const { pool, pods, worth, costs, limit } = options;
  const started = limit.now();
  const table = layoutTable(pool.model);
  const profiles = pool.model.profiles.filter(({ ordinal }) => (worth[ordinal] ?? []).length > 0);
  const gpus = poolGpus(pool, pods);
  const classes = geometryClasses(table, gpus, profiles, costs);
  const steps = profiles.map(({ ordinal }) => worth[ordinal] ?? []);
  // The rest of the time is for the order of batches.
  const solution = solveLayouts({ classes, worth: steps }, { now: limit.now, milliseconds: limit.milliseconds / 2 });

  const chosen = assign(classes, solution.amounts);
  const layoutOf = (geometry: Geometry): readonly Placement[] => driverLayout(table, geometry) ?? [];
  const layouts = new Map<number, NewLayouts>(
    [...Map.groupBy(chosen, ({ gpu }) => gpu.node)].map(([node, changes]) => [
      node,
      new Map(changes.map(({ gpu, geometry }) => [gpu.gpu, layoutOf(geometry)])),
    ]),
  );
  const slices = gpus.length * pool.model.memorySlices;
  const { batches, stuck, undecided } = rollingOrder({
    ...options,
    nodes: pool.nodes.map((shape, node) => ({ shape, tenants: pods[node]?.movable ?? [], arrived: [], gone: [] })),
    layouts,
    mostOffline: Math.floor(slices * (1 - options.capacityShare)),
    isOver: () => limit.now() - started >= limit.milliseconds,
  });

  const staying = new Set([...stuck, ...undecided]);
  const done = chosen.filter(({ gpu }) => !staying.has(gpu.node));
  const newGeometry = new Map(done.map(({ gpu, geometry }) => [gpu, geometry]));
  const worthOf = (geometryOf: (gpu: PoolGpu) => Geometry): number =>
    profiles.reduce((sum, { ordinal }, item) => {
      const total = gpus.reduce((all, gpu) => all + (geometryOf(gpu)[ordinal] ?? 0), 0);
      return sum + worthOfFirst(steps[item] ?? [], total);
    }, 0);
  const cost = done.reduce((sum, { gpu }) => sum + costs.perGpu + costs.perPod * gpu.pods, 0);
  const objective = worthOf((gpu) => newGeometry.get(gpu) ?? gpu.geometry) - cost;
  return {
    status: objective === solution.bound ? 'optimal' : 'feasible',
    before: worthOf(({ geometry }) => geometry),
    objective,
    bound: solution.bound,
    cost,
    recuts: done
      .map(({ gpu: { node, gpu }, geometry }) => {
        const { used = [], open = [] } = pool.nodes[node]?.gpus[gpu] ?? {};
        return { node, gpu, delete: [...used, ...open], create: layoutOf(geometry) };
      })
      .sort((a, b) => a.node - b.node || a.gpu - b.gpu),
    batches,
    stuck,
    undecided,
  };
}

/** Which GPUs change, and into what. The first nodes change first, so that changes come together on few nodes. */
function assign(
  classes: readonly GeometryClass[],
  amounts: LayoutAmounts,
): readonly { readonly gpu: PoolGpu; readonly geometry: Geometry }[] {
  return classes.flatMap(({ options, members }, index) => {
    const changes = options.flatMap(({ geometry }, at) =>
      geometry === undefined ? [] : Array.from({ length: amounts[index]?.[at] ?? 0 }, () => geometry),
    );
    return changes.flatMap((geometry, at) => {
      const gpu = members[at];
      return gpu === undefined ? [] : [{ gpu, geometry }];
    });
  });
}

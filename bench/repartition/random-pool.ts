import type { Pool } from '../../solver/headroom/pool.ts';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import { layoutsOf } from '../../solver/layout/layouts.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { formatPlacement } from '../../solver/model/placement.ts';
import { gpuShape } from '../../solver/node/gpu-shape.ts';
import type { NodeShape } from '../../solver/node/node-shape.ts';
import type { Occupant } from '../../solver/node/occupant.ts';
import { type Worth, worthOfDemand } from '../../solver/repartition/worth.ts';
import type { Random } from '../cluster/random.ts';

/** GPUs of one node. */
export const GPUS = 8;

/** A pool in any state: every GPU has one of all maximal layouts of plain profiles, each instance is used with this chance. */
export function randomPool(model: GpuModel, nodes: number, used: number, random: Random): Pool {
  const table = layoutTable(model);
  const plain = model.profiles.filter((profile) => profile.plain);
  const layouts = layoutsOf(table, plain).filter(({ maximal }) => maximal);
  const randomNode = (): NodeShape => {
    const gpus = Array.from({ length: GPUS }, () => {
      const { instances } = random.pick(layouts);
      const taken = instances.filter(() => random.chance(used));
      const shape = gpuShape(
        table,
        taken,
        instances.filter((placement) => !taken.includes(placement)),
      );
      if (shape === undefined) throw new Error('a layout of the table cannot exist');
      return shape;
    });
    return { mode: 'static', gpus, hidden: new Map(), shared: new Map() };
  };
  return { model, nodes: Array.from({ length: nodes }, randomNode) };
}

/** A pod for every used instance of a node. */
export function podsOf({ gpus }: NodeShape, node: number): readonly Occupant[] {
  return gpus.flatMap(({ used }, gpu) =>
    used.map((placement) => ({
      id: `${node}/${gpu}/${formatPlacement(placement)}`,
      priority: 0,
      instances: [{ gpu, placement }],
      hidden: [],
      budgets: [],
    })),
  );
}

/** Memory slices that are needed in the mean, as a share of all, divided among plain profiles: the small ones the most. */
export function worthAt(model: GpuModel, nodes: number, load: number): Worth {
  const plain = model.profiles.filter((profile) => profile.plain);
  const slices = nodes * GPUS * model.memorySlices * load;
  const needed = model.profiles.map(({ memory, plain: isPlain }) => (isPlain ? slices / plain.length / memory : 0));
  return worthOfDemand(
    model,
    needed,
    model.profiles.map(({ limit }) => nodes * GPUS * limit),
  );
}

import { LRUCache } from 'lru-cache';
import type { Occupancy } from '../layout/layout-table.ts';
import type { GpuModel, Profile } from '../model/gpu-model.ts';
import type { GpuShape } from '../node/gpu-shape.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { possibleUses } from '../node/possible-uses.ts';
import { numberParts } from '../part-numbers.ts';

/** Bounds that are both reached: equal where everything is known. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/**
 * How many more instances of `profile` a node's GPUs could have if their idle instances were destroyed and recreated, no
 * pod disturbed. Where it is not known which instances the pods hold, the least and the most over all
 * assignments that agree with the counts: a dynamic programme over GPUs, whose states are how many used instances of each
 * hidden profile were given out so far. Answers are remembered, since few nodes change between two questions.
 */
export function reshapedHeadroom(node: NodeShape, profile: Profile): Range {
  const model = node.gpus.find(({ table }) => table.model.profiles.includes(profile))?.table.model;
  if (model === undefined) return { least: 0, most: 0 };
  if (node.hidden.size === 0) {
    const certain = node.gpus.reduce((sum, gpu) => sum + (spares(gpu, gpu.occupancy, model)[profile.ordinal] ?? 0), 0);
    return { least: certain, most: certain };
  }
  const id = [model.name, ...node.gpus.map((gpu) => gpu.id), ...[...node.hidden].flat()].join();
  const ranges = remembered.get(id) ?? rangesOver(node, model);
  remembered.set(id, ranges);
  return ranges[profile.ordinal] ?? { least: 0, most: 0 };
}

/** Room for the nodes of a large cluster. */
const remembered = new LRUCache<string, readonly Range[]>({ max: 20_000 });

/** By ordinal of the profile: how many more a GPU could have at an occupancy; zeros on a GPU of another model. */
function spares({ table }: GpuShape, occupancy: Occupancy, model: GpuModel): readonly number[] {
  return model.profiles.map(({ ordinal }) => (table.model === model ? table.spare(occupancy, ordinal) : 0));
}

/** What the GPUs so far could have, by ordinal, once some of the hidden instances are given out among them. */
interface Bounds {
  readonly least: readonly number[];
  readonly most: readonly number[];
}

function rangesOver(node: NodeShape, model: GpuModel): readonly Range[] {
  const hidden = [...node.hidden];
  const given = numberParts(hidden.map(([, used]) => used));
  const usesOf = possibleUses(node);
  const none = model.profiles.map(() => 0);
  let reached = new Map<number, Bounds>([[0, { least: none, most: none }]]);
  for (const gpu of node.gpus) {
    const options = usesOf(gpu).map(({ use }) => {
      const ways = use.ways.map(({ occupancy }) => spares(gpu, occupancy, model));
      const bounds = { least: each(ways, Math.min), most: each(ways, Math.max) };
      return { counts: hidden.map(([name]) => use.used.get(name) ?? 0), bounds };
    });
    const next = new Map<number, Bounds>();
    for (const [state, before] of reached) {
      for (const { counts, bounds } of options) {
        const total = given.sum(state, counts);
        if (total === undefined) continue;
        const [least, most] = [add(before.least, bounds.least), add(before.most, bounds.most)];
        const known = next.get(total);
        next.set(total, {
          least: known === undefined ? least : each([least, known.least], Math.min),
          most: known === undefined ? most : each([most, known.most], Math.max),
        });
      }
    }
    reached = next;
  }
  const { least, most } = reached.get(given.size - 1) ?? { least: none, most: none };
  return least.map((count, ordinal) => ({ least: count, most: most[ordinal] ?? count }));
}

function each(lists: readonly (readonly number[])[], pick: (...values: number[]) => number): readonly number[] {
  return lists[0]?.map((_, index) => pick(...lists.map((list) => list[index] ?? 0))) ?? [];
}

function add(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, index) => value + (b[index] ?? 0));
}

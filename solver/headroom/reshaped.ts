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
  readonly least: number[];
  readonly most: number[];
}

/** How a GPU may be used: how many instances of each hidden profile are used there, and what it could then have. */
interface Option {
  readonly counts: readonly number[];
  readonly bounds: Bounds;
}

function rangesOver(node: NodeShape, model: GpuModel): readonly Range[] {
  const hidden = [...node.hidden];
  const given = numberParts(hidden.map(([, used]) => used));
  const none = model.profiles.map(() => 0);
  let reached = new Map<number, Bounds>([[0, { least: none, most: none }]]);
  const optionsOf = optionsOn(node, model);
  for (const gpu of node.gpus) {
    const options = optionsOf(gpu);
    const next = new Map<number, Bounds>();
    for (const [state, before] of reached) {
      for (const { counts, bounds } of options) {
        const total = given.sum(state, counts);
        if (total === undefined) continue;
        const known = next.get(total);
        if (known === undefined) {
          next.set(total, { least: sum(before.least, bounds.least), most: sum(before.most, bounds.most) });
        } else {
          widen(known, before, bounds);
        }
      }
    }
    reached = next;
  }
  const { least, most } = reached.get(given.size - 1) ?? { least: none, most: none };
  return least.map((count, ordinal) => ({ least: count, most: most[ordinal] ?? count }));
}

/** The options of each GPU, worked out once for all that are alike. */
function optionsOn(node: NodeShape, model: GpuModel): (gpu: GpuShape) => readonly Option[] {
  const known = new Map<string, readonly Option[]>();
  const profiles = [...node.hidden.keys()];
  const usesOf = possibleUses(node);
  return (gpu) => {
    const options =
      known.get(gpu.id) ??
      usesOf(gpu).map(({ use }) => {
        const ways = use.ways.map(({ occupancy }) => spares(gpu, occupancy, model));
        const bounds = { least: each(ways, Math.min), most: each(ways, Math.max) };
        return { counts: profiles.map((name) => use.used.get(name) ?? 0), bounds };
      });
    known.set(gpu.id, options);
    return options;
  };
}

function each(lists: readonly (readonly number[])[], pick: (...values: number[]) => number): number[] {
  return lists[0]?.map((_, index) => pick(...lists.map((list) => list[index] ?? 0))) ?? [];
}

function sum(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value + (b[index] ?? 0));
}

/** Lets bounds include the sum of two others. In place: there may be thousands of sums for each state of a node. */
function widen({ least, most }: Bounds, a: Bounds, b: Bounds): void {
  for (let index = 0; index < least.length; index++) {
    least[index] = Math.min(least[index] ?? 0, (a.least[index] ?? 0) + (b.least[index] ?? 0));
    most[index] = Math.max(most[index] ?? 0, (a.most[index] ?? 0) + (b.most[index] ?? 0));
  }
}

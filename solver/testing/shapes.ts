import { layoutTable } from '../layout/layout-table.ts';
import { gpuModels } from '../model/catalogue.ts';
import type { GpuModel, Placement, Profile } from '../model/gpu-model.ts';
import { formatPlacement, placementAt } from '../model/placement.ts';
import { profileOf } from '../model/profile-name.ts';
import { type GpuShape, gpuShape } from '../node/gpu-shape.ts';
import type { NodeShape, Request } from '../node/node-shape.ts';
import type { Occupant } from '../node/occupant.ts';

/** Builders that let a test say a GPU or a node in one line. They throw over what does not exist. */

/** A model by its name in the catalogue. */
export function model(name: string): GpuModel {
  const found = gpuModels.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no model ${name}`);
  return found;
}

/** A profile of a model, by its name or one that drifted with the driver. */
export function profile(of: GpuModel, name: string): Profile {
  const found = profileOf(of, name);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

/** `3g.20gb@4` on a model. */
export function placement(of: GpuModel, text: string): Placement {
  const [name = '', start] = text.split('@');
  const found = placementAt(of, profile(of, name), Number(start));
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

/** A GPU with these instances; a star marks the used ones: `2g.10gb@0* 3g.20gb@4`. */
export function gpu(text: string, of = model('A100-40GB')): GpuShape {
  const words = text.split(' ').filter((word) => word !== '');
  const [used, open] = [true, false].map((isUsed) =>
    words.filter((word) => word.endsWith('*') === isUsed).map((word) => placement(of, word.replace('*', ''))),
  );
  const shape = gpuShape(layoutTable(of), used ?? [], open ?? []);
  if (shape === undefined) throw new Error(`"${text}" cannot exist on ${of.name}`);
  return shape;
}

/** A node in static mode with these GPUs; hidden use by profile name. */
export function staticNode(gpus: readonly GpuShape[], hidden: Readonly<Record<string, number>> = {}): NodeShape {
  return { mode: 'static', gpus, hidden: new Map(Object.entries(hidden)), shared: new Map() };
}

/** A node in carve mode with these GPUs. */
export function carveNode(...gpus: readonly GpuShape[]): NodeShape {
  return { mode: 'carve', gpus, hidden: new Map(), shared: new Map() };
}

/** `2 x 1g.5gb, 1 x 3g.20gb`, or just a name for one instance. */
export function request(text: string): Request {
  return text.split(', ').map((part) => {
    const [, count = '1', name = part] = /^(\d+) x (.+)$/.exec(part) ?? [];
    return { profile: name, count: Number(count) };
  });
}

/** A pod that holds instances of a node: `0:2g.10gb@0` is a placement on its first GPU. */
export function occupant(id: string, node: NodeShape, held: string, more: Partial<Occupant> = {}): Occupant {
  const instances = held.split(' ').map((text) => {
    const [index = '', where = ''] = text.split(':');
    const shape = node.gpus[Number(index)];
    if (shape === undefined) throw new Error(`no GPU ${index}`);
    return { gpu: Number(index), placement: placement(shape.table.model, where) };
  });
  return { id, priority: 0, instances, hidden: [], budgets: [], ...more };
}

/** A pod that holds this on a node, nobody knows where. */
export function unplaced(id: string, held: string, more: Partial<Occupant> = {}): Occupant {
  return { id, priority: 0, instances: [], hidden: request(held), budgets: [], ...more };
}

/** Every used instance of a node as a pod of its own, named after its place: `0-2g.10gb@0`. */
export function podsOn(node: NodeShape): readonly Occupant[] {
  return node.gpus.flatMap(({ used }, index) =>
    used.map((each) => occupant(`${index}-${formatPlacement(each)}`, node, `${index}:${formatPlacement(each)}`)),
  );
}

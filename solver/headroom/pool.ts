import type { Geometry, GpuModel, Profile } from '../model/gpu-model.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { repackedHeadroom } from './fit.ts';
import { type NodeHeadroom, nodeHeadroom, usedOn } from './node-headroom.ts';
import type { Range } from './reshaped.ts';

/** The GPUs of one model that are looked at together: nodes, each reduced to its GPUs of that model. */
export interface Pool {
  readonly model: GpuModel;
  readonly nodes: readonly NodeShape[];
}

/** How many more instances of a profile a pool could have, on the three rungs. */
export interface Headroom {
  readonly profile: Profile;
  /** Idle instances of the profile. Exact. */
  readonly asShaped: number;
  /** Idle instances destroyed and recreated. A range where it is not known which instances are used. */
  readonly reshaped: Range;
  /** Pods moved without limit. Exact. */
  readonly repacked: number;
}

/** Memory slices that are free and yet of no use to a profile. */
export interface Stranded {
  /** Usable once idle instances are recut, at least. */
  readonly shape: number;
  /** Usable once pods are moved, at most. */
  readonly placement: number;
}

/**
 * The part of a node that consists of GPUs of one model. Hidden use goes with the model whose profile has that name;
 * where two models of one node share the name, with the first of them as far as it has open instances.
 */
export function nodePart(node: NodeShape, model: GpuModel): NodeShape {
  const models = [...new Set(node.gpus.map(({ table }) => table.model))];
  if (models.length === 1 && models[0] === model) return node;
  const earlier = models.slice(0, models.indexOf(model));
  const openOf = (name: string, of: readonly GpuModel[]): number =>
    node.gpus
      .filter(({ table }) => of.includes(table.model))
      .flatMap(({ open }) => open.filter(({ profile }) => profile.name === name)).length;
  const share = ([name, count]: readonly [string, number]): [string, number] => [
    name,
    Math.min(openOf(name, [model]), Math.max(0, count - openOf(name, earlier))),
  ];
  return {
    ...node,
    gpus: node.gpus.filter(({ table }) => table.model === model),
    hidden: new Map([...node.hidden].map(share).filter(([, count]) => count > 0)),
  };
}

/** Instances in use per profile, hidden use included. */
export function usedGeometry({ model, nodes }: Pool): Geometry {
  const parts = nodes.map((node) => usedOn(node, model));
  return sum(model, parts);
}

/** Memory slices of a pool that no instance in use takes. */
export function freeSlices(pool: Pool): number {
  const used = usedGeometry(pool);
  const gpus = pool.nodes.reduce((sum, node) => sum + node.gpus.length, 0);
  const taken = pool.model.profiles.reduce((sum, { memory, ordinal }) => sum + memory * (used[ordinal] ?? 0), 0);
  return gpus * pool.model.memorySlices - taken;
}

/** The headroom of every profile of a pool's model, in catalogue order. */
export function poolHeadroom({ model, nodes }: Pool): readonly Headroom[] {
  const parts = nodes.map((node) => nodeHeadroom(node, model));
  const gpus = nodes.reduce((count, node) => count + node.gpus.length, 0);
  const total = (of: (part: NodeHeadroom) => Geometry): Geometry => sum(model, parts.map(of));
  const [used, asShaped] = [total((part) => part.used), total((part) => part.asShaped)];
  const [least, most] = [total((part) => part.least), total((part) => part.most)];
  return model.profiles.map((profile) => ({
    profile,
    asShaped: asShaped[profile.ordinal] ?? 0,
    reshaped: { least: least[profile.ordinal] ?? 0, most: most[profile.ordinal] ?? 0 },
    repacked: repackedHeadroom(model, used, gpus, profile),
  }));
}

function sum(model: GpuModel, counts: readonly Geometry[]): Geometry {
  const total = model.profiles.map(() => 0);
  for (const each of counts)
    each.forEach((count, ordinal) => {
      total[ordinal] = (total[ordinal] ?? 0) + count;
    });
  return total;
}

/** Memory slices stranded for a profile; with hidden use, by the headroom that is certain. */
export function strandedSlices({ profile, asShaped, reshaped, repacked }: Headroom): Stranded {
  return {
    shape: (reshaped.least - asShaped) * profile.memory,
    placement: (repacked - reshaped.least) * profile.memory,
  };
}

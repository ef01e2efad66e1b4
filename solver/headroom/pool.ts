import { layoutTable } from '../layout/layout-table.ts';
import { geometryOf } from '../layout/layouts.ts';
import type { Geometry, GpuModel, Profile } from '../model/gpu-model.ts';
import { idleInstances, type NodeShape } from '../node/node-shape.ts';
import { repackedHeadroom } from './fit.ts';
import { type Range, reshapedHeadroom } from './reshaped.ts';

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
    hidden: models.length === 1 ? node.hidden : new Map([...node.hidden].map(share).filter(([, count]) => count > 0)),
  };
}

/** Instances in use per profile, hidden use included. */
export function usedGeometry({ model, nodes }: Pool): Geometry {
  const known = nodes.flatMap(({ gpus }) => gpus.flatMap(({ used }) => used));
  const counts = [...geometryOf(layoutTable(model), known)];
  for (const { hidden } of nodes) {
    for (const { name, ordinal } of model.profiles) counts[ordinal] = (counts[ordinal] ?? 0) + (hidden.get(name) ?? 0);
  }
  return counts;
}

/** Memory slices of a pool that no instance in use takes. */
export function freeSlices(pool: Pool): number {
  const used = usedGeometry(pool);
  const gpus = pool.nodes.reduce((sum, node) => sum + node.gpus.length, 0);
  const taken = pool.model.profiles.reduce((sum, { memory, ordinal }) => sum + memory * (used[ordinal] ?? 0), 0);
  return gpus * pool.model.memorySlices - taken;
}

/** The headroom of every profile of a pool's model, in catalogue order. */
export function poolHeadroom(pool: Pool): readonly Headroom[] {
  const used = usedGeometry(pool);
  const gpus = pool.nodes.reduce((sum, node) => sum + node.gpus.length, 0);
  return pool.model.profiles.map((profile) => {
    const ranges = pool.nodes.map((node) => reshapedHeadroom(node, profile));
    return {
      profile,
      asShaped: pool.nodes.reduce((sum, node) => sum + idleInstances(node, profile.name), 0),
      reshaped: {
        least: ranges.reduce((sum, { least }) => sum + least, 0),
        most: ranges.reduce((sum, { most }) => sum + most, 0),
      },
      repacked: repackedHeadroom(pool.model, used, gpus, profile),
    };
  });
}

/** Memory slices stranded for a profile; with hidden use, by the headroom that is certain. */
export function strandedSlices({ profile, asShaped, reshaped, repacked }: Headroom): Stranded {
  return {
    shape: (reshaped.least - asShaped) * profile.memory,
    placement: (repacked - reshaped.least) * profile.memory,
  };
}

import { layoutTable } from '../layout/layout-table.ts';
import { geometryOf } from '../layout/layouts.ts';
import type { Geometry, GpuModel } from '../model/gpu-model.ts';
import { idleInstances, type NodeShape } from '../node/node-shape.ts';
import { reshapedHeadroom } from './reshaped.ts';

/** What a node adds to its pool, per profile of the pool's model. */
export interface NodeHeadroom {
  /** Instances in use, hidden use included. */
  readonly used: Geometry;
  readonly asShaped: Geometry;
  /** Ends of the range of what recutting idle instances would give. */
  readonly least: Geometry;
  readonly most: Geometry;
}

/**
 * What a node with GPUs of one model adds to a pool of that model. Remembered for as long as the node's shape lives: in a
 * newer state of a cluster most nodes are as they were.
 */
export function nodeHeadroom(node: NodeShape, model: GpuModel): NodeHeadroom {
  const known = remembered.get(node);
  if (known?.model === model) return known.headroom;
  const ranges = model.profiles.map((profile) => reshapedHeadroom(node, profile));
  const headroom = {
    used: usedOn(node, model),
    asShaped: model.profiles.map(({ name }) => idleInstances(node, name)),
    least: ranges.map(({ least }) => least),
    most: ranges.map(({ most }) => most),
  };
  remembered.set(node, { model, headroom });
  return headroom;
}

const remembered = new WeakMap<NodeShape, { readonly model: GpuModel; readonly headroom: NodeHeadroom }>();

/** Instances in use on a node with GPUs of one model, per profile, hidden use included. Remembered in the same way. */
export function usedOn(node: NodeShape, model: GpuModel): Geometry {
  const known = rememberedUse.get(node);
  if (known?.model === model) return known.used;
  const used = countUsed(node, model);
  rememberedUse.set(node, { model, used });
  return used;
}

const rememberedUse = new WeakMap<NodeShape, { readonly model: GpuModel; readonly used: Geometry }>();

function countUsed({ gpus, hidden }: NodeShape, model: GpuModel): Geometry {
  const known = geometryOf(
    layoutTable(model),
    gpus.flatMap(({ used }) => used),
  );
  return model.profiles.map(({ name, ordinal }) => (known[ordinal] ?? 0) + (hidden.get(name) ?? 0));
}

import { excludes } from '../../solver/model/placement.ts';
import { gpuShape } from '../../solver/node/gpu-shape.ts';
import { freeHolds, type NodeShape, type Request, withHolders } from '../../solver/node/node-shape.ts';
import type { GpuInstance } from '../../solver/node/occupant.ts';
import { placeJointly } from '../../solver/placement/joint.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { compareText } from '../../solver/text-order.ts';
import { instancesOn } from './instance-request.ts';
import type { ClusterNode } from './node.ts';

/**
 * A node's GPUs once the pods nominated to it hold what they were promised, as far as there is room: what they will take
 * from victims that are still there is held by those. In static mode a nominated pod holds idle instances, and nobody
 * knows which. In carve mode it gets instances where the rater's policy puts them, over idle ones if need be; the most
 * important pod comes first, and one that does not fit yet takes nothing.
 */
export function withPromised(node: ClusterNode, rater: Rater): NodeShape {
  return node.nominated
    .toSorted((a, b) => b.priority - a.priority || compareText(a.key, b.key))
    .map(({ gpus }) => instancesOn(node.shape, node.single, gpus))
    .filter((request) => request.length > 0)
    .reduce(
      (shape, request) => (node.mode === 'static' ? hold(shape, request) : carve(shape, request, rater)),
      node.shape,
    );
}

function hold(node: NodeShape, request: Request): NodeShape {
  return request.reduce(
    (shape, { profile, count }) => withHolders(shape, profile, Math.max(0, Math.min(count, freeHolds(shape, profile)))),
    node,
  );
}

function carve(node: NodeShape, request: Request, rater: Rater): NodeShape {
  const found = placeJointly(node.gpus, request, rater);
  return found.kind === 'placed' ? withInstances(node, found.choices) : node;
}

/** The node with these instances in use, and without the open ones in their way. */
function withInstances(node: NodeShape, chosen: readonly GpuInstance[]): NodeShape {
  const gpus = node.gpus.map((shape, index) => {
    const mine = chosen.filter(({ gpu }) => gpu === index).map(({ placement }) => placement);
    const open = shape.open.filter((placement) => !mine.some((other) => excludes(shape.table.model, placement, other)));
    return gpuShape(shape.table, [...shape.used, ...mine], open) ?? shape;
  });
  return { ...node, gpus };
}

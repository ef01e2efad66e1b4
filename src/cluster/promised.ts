import { freeHolds, type NodeShape, type Request, withHolders } from '../../solver/node/node-shape.ts';
import { withInstances } from '../../solver/node/occupant.ts';
import { placeJointly } from '../../solver/placement/joint.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { compareText } from '../../solver/text-order.ts';
import { instancesOn } from './instance-request.ts';
import type { ClusterNode } from './node.ts';
import type { Pod } from './pod.ts';

/**
 * A node's GPUs once pods nominated to it hold what they were promised, as far as there is room: what they will take
 * from victims that are still there is held by those. In static mode a nominated pod holds idle instances, and nobody
 * knows which. In carve mode it gets instances where the rater's policy puts them, over idle ones if need be; the most
 * important pod comes first, and one that does not fit yet takes nothing.
 *
 * @param counts Which of the nominated pods count; all of them by default.
 */
export function withPromised(
  node: ClusterNode,
  rater: Rater,
  counts: (nominated: Pod) => boolean = () => true,
): NodeShape {
  return node.nominated
    .filter(counts)
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

import type { NodeShape } from '../../solver/node/node-shape.ts';
import { withInstances } from '../../solver/node/occupant.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { judge } from '../../solver/placement/verdict.ts';
import { ineligibility } from '../cluster/eligibility.ts';
import { shortage } from '../cluster/free-resources.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { nominatedRequest, requestOnNode } from '../cluster/node-request.ts';
import type { Pod } from '../cluster/pod.ts';
import { withPod } from './shape-changes.ts';

/** A node on which pods that wait may take places. */
export interface OpenNode {
  readonly node: ClusterNode;
  /** As it is when the first of them comes. */
  readonly shape: NodeShape;
  /** UIDs of pods that have left it by then, and pods that have come. */
  readonly gone: ReadonlySet<string>;
  readonly arrived: readonly Pod[];
}

/** Equal for pods that the same nodes have room for. Of templates there are few, however many pods there are. */
export function templateOf({ constraints, gpus, resources, priority, nominatedNode }: Pod): string {
  return JSON.stringify([constraints, gpus, [...resources], priority, nominatedNode]);
}

/**
 * Lets pods take places on nodes one after the other, most urgent first: a nominated pod where it is nominated if it can, and
 * any other on the first node with room for it. The function that is returned tells of the next pod whether it found one.
 *
 * Room only shrinks meanwhile, so for each template every node is looked at until it is full and never again.
 */
export function createPlaces(nodes: readonly OpenNode[], rater: Rater): (pod: Pod) => boolean {
  const open = [...nodes];
  const indexOf = new Map(nodes.map(({ node }, index) => [node.name, index]));
  const placed = new Set<string>();
  const fullUpTo = new Map<string, number>();

  const take = (index: number, pod: Pod): boolean => {
    const before = open[index];
    const after = before && placeOn(before, pod, placed, rater);
    if (after === undefined) return false;
    open[index] = after;
    placed.add(pod.uid);
    return true;
  };

  return (pod) => {
    if (pod.nominatedNode !== undefined && take(indexOf.get(pod.nominatedNode) ?? -1, pod)) return true;
    const template = templateOf(pod);
    let index = fullUpTo.get(template) ?? 0;
    while (index < open.length && !take(index, pod)) index++;
    // The node that took it may take another one.
    fullUpTo.set(template, index);
    const isPlaced = index < open.length;
    // What it was promised elsewhere is room for others now.
    if (isPlaced && pod.nominatedNode !== undefined) fullUpTo.clear();
    return isPlaced;
  };
}

/** The node once it has taken a pod; undefined where it cannot. What pods that are `placed` were promised is not held. */
function placeOn(open: OpenNode, pod: Pod, placed: ReadonlySet<string>, rater: Rater): OpenNode | undefined {
  const { shape, gone, arrived } = open;
  const nominated = open.node.nominated.filter(({ uid }) => !placed.has(uid));
  const node: ClusterNode = { ...open.node, shape, nominated };
  const asked = requestOnNode(node, pod);
  if (asked.kind === 'unknown' || asked.request.length === 0) return undefined;
  if (ineligibility(pod.constraints, node) !== undefined || shortage(node, pod, gone, arrived) !== undefined) {
    return undefined;
  }
  const verdict = judge(shape, asked.request, rater, nominatedRequest(node, pod));
  if (verdict.kind !== 'fits') return undefined;
  if (verdict.choices !== undefined) {
    return { ...open, shape: withInstances(shape, verdict.choices), arrived: [...arrived, pod] };
  }
  const held = withPod(shape, asked.request, []);
  return held.ok ? { ...open, shape: held.value, arrived: [...arrived, pod] } : undefined;
}

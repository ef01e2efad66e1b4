import type { NodeShape } from '../../solver/node/node-shape.ts';
import { withInstances } from '../../solver/node/occupant.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { judge } from '../../solver/placement/verdict.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import { ineligibility } from '../cluster/eligibility.ts';
import { shortage } from '../cluster/free-resources.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { nominatedRequest, requestOnNode } from '../cluster/node-request.ts';
import type { Pod } from '../cluster/pod.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import type { Steps } from '../sliced.ts';
import type { NodeShapes } from './apply-steps.ts';
import { withPod } from './shape-changes.ts';

/** Equal for pods that the same nodes have room for. Of templates there are few, however many pods there are. */
function templateOf({ constraints, gpus, resources, priority }: Pod): string {
  return JSON.stringify([constraints, gpus, [...resources], priority]);
}

/**
 * The pods that wait and find no place as nodes are, when they take their places one after the other, most urgent first. Those
 * that wait for a scheduling gate are left out. Room only shrinks meanwhile, so for each template every node is looked at
 * until it is full and never again.
 */
export function* stuckSteps(cluster: Cluster, rater: Rater): Steps<readonly Pod[]> {
  const shapes = new Map<string, NodeShape>();
  const fullUpTo = new Map<string, number>();
  const stuck: Pod[] = [];
  for (const pod of yield* waitingSteps(cluster)) {
    if (pod.isGated) continue;
    const template = templateOf(pod);
    let ordinal = fullUpTo.get(template) ?? 0;
    let isPlaced = false;
    for (; ordinal < cluster.nodes.length && !isPlaced; ordinal++) {
      const node = cluster.nodes[ordinal];
      const after = node && placeOn(node, shapes.get(node.name) ?? node.shape, pod, rater);
      if (node === undefined || after === undefined) continue;
      shapes.set(node.name, after);
      isPlaced = true;
    }
    // The node that took it may take another one.
    fullUpTo.set(template, isPlaced ? ordinal - 1 : ordinal);
    if (!isPlaced) stuck.push(pod);
    yield;
  }
  return stuck;
}

/** The first pod of each template. */
export function onePerTemplate(pods: readonly Pod[]): readonly Pod[] {
  return [...new Map(pods.toReversed().map((pod) => [templateOf(pod), pod])).values()].toReversed();
}

/** Which stuck pods find a place, one after the other, on nodes that are shaped so. */
export function placeableOn(cluster: Cluster, shapes: NodeShapes, stuck: readonly Pod[], rater: Rater): readonly Pod[] {
  const left = new Map(shapes);
  return stuck.filter((pod) => {
    for (const [name, shape] of left) {
      const node = findNode(cluster, name);
      const after = node === undefined ? undefined : placeOn(node, shape, pod, rater);
      if (after === undefined) continue;
      left.set(name, after);
      return true;
    }
    return false;
  });
}

/** The node's shape once it has taken a pod; undefined where it cannot. */
function placeOn(node: ClusterNode, shape: NodeShape, pod: Pod, rater: Rater): NodeShape | undefined {
  const shaped = { ...node, shape };
  const asked = requestOnNode(shaped, pod);
  if (asked.kind === 'unknown' || asked.request.length === 0) return undefined;
  if (ineligibility(pod.constraints, node) !== undefined || shortage(node, pod) !== undefined) return undefined;
  const verdict = judge(shape, asked.request, rater, nominatedRequest(shaped, pod));
  if (verdict.kind !== 'fits') return undefined;
  if (verdict.choices !== undefined) return withInstances(shape, verdict.choices);
  const held = withPod(shape, asked.request, []);
  return held.ok ? held.value : undefined;
}

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

/** Pods whose template has been looked at are not looked at again; of templates there are few. */
function templateOf({ constraints, gpus, resources, priority }: Pod): string {
  return JSON.stringify([constraints, gpus, [...resources], priority]);
}

/**
 * The pods that wait and that no node has room for now, most urgent first. Pods of one template are judged together; those
 * that wait for a scheduling gate are left out.
 */
export function* stuckSteps(cluster: Cluster, rater: Rater): Steps<readonly Pod[]> {
  const hasRoom = new Map<string, boolean>();
  const stuck: Pod[] = [];
  for (const pod of yield* waitingSteps(cluster)) {
    if (pod.isGated) continue;
    const template = templateOf(pod);
    if (!hasRoom.has(template)) {
      let found = false;
      for (const node of cluster.nodes) {
        found ||= placeOn(node, node.shape, pod, rater) !== undefined;
        if (found) break;
      }
      hasRoom.set(template, found);
      yield;
    }
    if (hasRoom.get(template) === false) stuck.push(pod);
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

import type { Rater } from '../../solver/placement/rater.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { waitingSteps } from '../cluster/waiting-pods.ts';
import type { Steps } from '../sliced.ts';
import type { NodeShapes } from './apply-steps.ts';
import type { PodMove } from './recommendation.ts';
import { createPlaces, templateOf } from './taking-places.ts';

const NOBODY: ReadonlySet<string> = new Set();

/**
 * The pods that wait and find no place as nodes are, when they take their places one after the other, most urgent first. Those
 * that wait for a scheduling gate are left out.
 */
export function* stuckSteps(cluster: Cluster, rater: Rater): Steps<readonly Pod[]> {
  const open = cluster.nodes.map((node) => ({ node, shape: node.shape, gone: NOBODY, arrived: [] }));
  const findsPlace = createPlaces(open, rater);
  const stuck: Pod[] = [];
  for (const pod of yield* waitingSteps(cluster)) {
    if (!pod.isGated && !findsPlace(pod)) stuck.push(pod);
    yield;
  }
  return stuck;
}

/** The first pod of each template, in the order in which the pods come. */
export function onePerTemplate(pods: readonly Pod[]): readonly Pod[] {
  return [...Map.groupBy(pods, templateOf).values()].flatMap(([first]) => first ?? []);
}

/** Nodes that are shaped otherwise, and the pods that were moved for it, in their order. */
export interface ChangedNodes {
  readonly shapes: NodeShapes;
  readonly moves: readonly PodMove[];
}

/** Which stuck pods find a place, one after the other, on nodes that have changed. */
export function placeableOn(
  cluster: Cluster,
  { shapes, moves }: ChangedNodes,
  stuck: readonly Pod[],
  rater: Rater,
): readonly Pod[] {
  // A pod may be moved more than once: it ends where its last move takes it.
  const endOf = new Map(moves.map(({ pod, to }) => [pod, to]));
  const moved = [...endOf].flatMap(([key, to]) => {
    const pod = cluster.pods.get(key);
    return pod === undefined ? [] : [{ pod, to }];
  });
  const elsewhere = moved.filter(({ pod, to }) => pod.node !== to);
  const leavers = Map.groupBy(elsewhere, ({ pod }) => pod.node);
  const newcomers = Map.groupBy(elsewhere, ({ to }) => to);
  const open = [...shapes].flatMap(([name, shape]) => {
    const node = findNode(cluster, name);
    if (node === undefined) return [];
    const gone = new Set((leavers.get(name) ?? []).map(({ pod }) => pod.uid));
    const arrived = (newcomers.get(name) ?? []).map(({ pod }) => pod);
    return [{ node, shape, gone, arrived }];
  });
  return stuck.filter(createPlaces(open, rater));
}

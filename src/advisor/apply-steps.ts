import { failure, ok, type Result } from '../../solver/model/result.ts';
import type { NodeShape } from '../../solver/node/node-shape.ts';
import { type GpuInstance, withoutOccupants } from '../../solver/node/occupant.ts';
import { type Cluster, findNode } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { requestOnNode } from '../cluster/node-request.ts';
import { occupantsOf } from '../cluster/occupants.ts';
import { atOnce, type Steps } from '../sliced.ts';
import { readPlacement } from './read-placement.ts';
import { withInstance, withoutInstance, withPod } from './shape-changes.ts';
import type { InstancePlace, WayStep } from './way-out.ts';

/** Shapes that nodes are to have, by name. */
export type NodeShapes = ReadonlyMap<string, NodeShape>;

/**
 * The shapes of the nodes that steps change, once all have been done in their order. Fails with a sentence at the first step
 * that is not possible when its turn comes: an instance that is not there or not certainly idle, a window that is not
 * free, a pod that is elsewhere. So it tells both what a change leads to and whether it can still be made.
 */
export function applySteps(cluster: Cluster, steps: readonly WayStep[]): Result<NodeShapes> {
  return atOnce(applyingSteps(cluster, steps));
}

/** The same, with a pause after each step. */
export function* applyingSteps(cluster: Cluster, steps: readonly WayStep[]): Steps<Result<NodeShapes>> {
  const shapes = new Map<string, NodeShape>();
  for (const step of steps) {
    const done = applyStep({ cluster, shapes }, step);
    if (!done.ok) return done;
    yield;
  }
  return ok(shapes);
}

interface Progress {
  readonly cluster: Cluster;
  /** Of the nodes changed so far; each step adds its own. */
  readonly shapes: Map<string, NodeShape>;
}

/** Does one step, and tells what became of the node that it changed last. */
function applyStep(progress: Progress, step: WayStep): Result<NodeShape> {
  switch (step.kind) {
    case 'delete':
    case 'create':
      return change(progress, step.node, (node, shape) => {
        const recut = step.kind === 'delete' ? withoutInstance : withInstance;
        const places = placesOn(
          node,
          step.instances.map((instance) => ({ gpu: step.gpu, instance })),
        );
        if (!places.ok) return places;
        return places.value.reduce<Result<NodeShape>>(
          (left, place) => (left.ok ? recut(left.value, place) : left),
          ok(shape),
        );
      });
    case 'stop':
      return stop(progress, step.pod, step.node);
    case 'start':
      return start(progress, step.pod, step.node, step.instances);
    case 'restart': {
      // Its new place has to be ready before it ends.
      const started = start(progress, step.pod, step.to, step.instances);
      return started.ok ? stop(progress, step.pod, step.from) : started;
    }
  }
}

function stop(progress: Progress, pod: string, name: string): Result<NodeShape> {
  return change(progress, name, (node, shape) => {
    const leaving = occupantsOf(node, [], (holding) => holding.pod.key === pod);
    return leaving.length === 0 ? failure(`${pod} is not on ${name}`) : ok(withoutOccupants(shape, leaving));
  });
}

function start(progress: Progress, key: string, name: string, instances: readonly InstancePlace[]): Result<NodeShape> {
  return change(progress, name, (node, shape) => {
    const pod = progress.cluster.pods.get(key);
    if (pod === undefined || pod.isFinished) return failure(`pod ${key} is gone`);
    if (pod.isTerminating) return failure(`pod ${key} is being deleted`);
    const asked = requestOnNode(node, pod);
    if (asked.kind === 'unknown') return failure(`${name} has no ${asked.resource}`);
    const places = placesOn(node, instances);
    return places.ok ? withPod(shape, asked.request, places.value) : places;
  });
}

function change(
  { cluster, shapes }: Progress,
  name: string,
  by: (node: ClusterNode, shape: NodeShape) => Result<NodeShape>,
): Result<NodeShape> {
  const node = findNode(cluster, name);
  if (node === undefined) return failure(`node ${name} is gone`);
  const changed = by(node, shapes.get(name) ?? node.shape);
  if (changed.ok) shapes.set(name, changed.value);
  return changed;
}

/** Instances by their places, in terms of the node's shape. Fails over the first one that cannot be. */
function placesOn(node: ClusterNode, places: readonly InstancePlace[]): Result<readonly GpuInstance[]> {
  const found: GpuInstance[] = [];
  for (const { gpu: index, instance } of places) {
    const gpu = node.migGpus.findIndex((each) => each.index === index);
    const owner = node.migGpus[gpu];
    if (owner === undefined) return failure(`GPU ${index} of ${node.name} is gone or not usable`);
    const placement = readPlacement(owner.model, instance);
    if (!placement.ok) return placement;
    found.push({ gpu, placement: placement.value });
  }
  return ok(found);
}

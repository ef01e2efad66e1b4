import { placementAt } from '../../solver/model/placement.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { couldEverHold, type NodeShape, type Request, requestOn } from '../../solver/node/node-shape.ts';
import { type GpuInstance, withInstances } from '../../solver/node/occupant.ts';
import { type JointPlacement, placeJointly, shareOf } from '../../solver/placement/joint.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { cautiously } from '../../solver/placement/verdict.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { nominatedRequest, requestOnNode } from '../cluster/node-request.ts';
import type { ChosenPlacement } from '../cluster/placement-annotation.ts';
import type { Pod } from '../cluster/pod.ts';
import { withPromised } from '../cluster/promised.ts';
import type { RejectionCode } from '../extender/rejection.ts';
import type { Claims } from './claims.ts';

/** Where on a node a pod goes. */
export type PlacementChoice =
  | { readonly kind: 'placed'; readonly placements: readonly ChosenPlacement[] }
  | { readonly kind: 'rejected'; readonly code: RejectionCode };

/** What a placement is chosen from. */
export interface PlacementQuestion {
  /** In carve mode, without the pod itself. */
  readonly node: ClusterNode;
  /** It asks for instances. */
  readonly pod: Pod;
  /** Of other pods. */
  readonly claims: Claims;
  readonly rater: Rater;
}

/**
 * Chooses the best instances for a pod beside what other pods hold, what Bindings on their way will take, and what pods
 * nominated to the node with equal or higher priority were promised. Where those would be served best in its way, it gets
 * what leaves them room at all: a node that passes `filter` does not fail here for less.
 */
export function choosePlacement({ node, pod, claims, rater }: PlacementQuestion): PlacementChoice {
  const asked = requestOnNode(node, pod);
  if (asked.kind === 'unknown') {
    const isUnusable = node.migGpus.length === 0 && node.gpus.some(({ kind }) => kind === 'unusable');
    return { kind: 'rejected', code: isUnusable ? 'unusable' : 'unknown-profile' };
  }
  const { request } = asked;
  if (!couldEverHold(node.shape, request)) return { kind: 'rejected', code: 'full' };

  const { shape, blocked } = withClaims(node, claims);
  const nominated = node.nominated.filter(
    ({ uid, priority }) => uid !== pod.uid && priority >= pod.priority && !claims.has(uid),
  );
  const claimed: ClusterNode = { ...node, shape, nominated };
  const beside = placeOn(withPromised(claimed, rater), request, blocked, rater);
  if (beside.kind === 'placed') return { kind: 'placed', placements: named(node, beside.choices) };

  const promised = nominatedRequest(claimed, pod);
  if (promised.length === 0) return { kind: 'rejected', code: beside.kind === 'unknown' ? 'undecided' : 'full' };
  const together = placeOn(shape, requestOn(shape, [...request, ...promised]) ?? request, blocked, rater);
  if (together.kind === 'placed') {
    return { kind: 'placed', placements: named(node, shareOf(request, together.choices)) };
  }
  return { kind: 'rejected', code: together.kind === 'unknown' ? 'undecided' : 'full' };
}

/** True where a node has room for exactly these instances beside what other pods hold and claim. */
export function isFree(node: ClusterNode, claims: Claims, placements: readonly ChosenPlacement[]): boolean {
  const { shape, blocked } = withClaims(node, claims);
  return lay(node, shape, placements).every(
    ({ outcome, gpu }) => outcome === 'laid' && (gpu === undefined || !blocked.has(gpu)),
  );
}

/** A node's shape once claims hold what they name, and the GPUs on which one has no room: nothing is placed there. */
function withClaims(node: ClusterNode, claims: Claims) {
  let { shape } = node;
  const blocked = new Set<number>();
  for (const [uid, { placements }] of claims) {
    if (node.pods.some((pod) => pod.uid === uid)) continue;
    for (const step of lay(node, shape, placements)) {
      if (step.outcome === 'laid') shape = step.shape;
      else if (step.gpu !== undefined) blocked.add(step.gpu);
    }
  }
  return { shape, blocked };
}

interface Step {
  readonly outcome: 'laid' | 'no-room';
  /** Undefined where the node has no such GPU in MIG mode. */
  readonly gpu: number | undefined;
  readonly shape: NodeShape;
}

/** Lays placements on a node one after the other; one without room is left out. */
function lay(node: ClusterNode, start: NodeShape, placements: readonly ChosenPlacement[]): readonly Step[] {
  let shape = start;
  return placements.map(({ gpu: name, profile: profileName, start: at }): Step => {
    const index = node.migGpus.findIndex(({ uuid, index: number }) => uuid === name || String(number) === name);
    const gpu = shape.gpus[index];
    if (gpu === undefined) return { outcome: 'no-room', gpu: undefined, shape };
    const { model } = gpu.table;
    const profile = profileOf(model, profileName);
    const placement = profile.ok ? placementAt(model, profile.value, at) : profile;
    if (!placement.ok || gpu.table.after(gpu.occupancy, placement.value) === undefined) {
      return { outcome: 'no-room', gpu: index, shape };
    }
    shape = withInstances(shape, [{ gpu: index, placement: placement.value }]);
    return { outcome: 'laid', gpu: index, shape };
  });
}

function placeOn(shape: NodeShape, request: Request, blocked: ReadonlySet<number>, rater: Rater): JointPlacement {
  const open = cautiously(shape)
    .map((gpu, index) => ({ gpu, index }))
    .filter(({ index }) => !blocked.has(index));
  const found = placeJointly(
    open.map(({ gpu }) => gpu),
    request,
    rater,
  );
  if (found.kind !== 'placed') return found;
  const choices = found.choices.map(({ gpu, placement }) => ({ gpu: open[gpu]?.index ?? -1, placement }));
  return { ...found, choices };
}

function named(node: ClusterNode, choices: readonly GpuInstance[]): readonly ChosenPlacement[] {
  return choices.map(({ gpu, placement }) => {
    const { uuid, index } = node.migGpus[gpu] ?? {};
    return { gpu: uuid ?? String(index), profile: placement.profile.name, start: placement.start };
  });
}

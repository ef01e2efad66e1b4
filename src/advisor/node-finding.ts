import { type Range, reshapedHeadroom } from '../../solver/headroom/reshaped.ts';
import { parseProduct } from '../../solver/model/product-label.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { profileOn } from '../../solver/node/gpu-shape.ts';
import { type NodeShape, type Request, withHolders } from '../../solver/node/node-shape.ts';
import { type PlacementKey, ZERO_KEY } from '../../solver/placement/policy.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { judge } from '../../solver/placement/verdict.ts';
import { findReshape, type Reshape } from '../../solver/repartition/recut.ts';
import { type Ineligibility, ineligibility } from '../cluster/eligibility.ts';
import { type Shortage, shortages } from '../cluster/free-resources.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { nominatedRequest, requestOnNode } from '../cluster/node-request.ts';
import type { Pod } from '../cluster/pod.ts';
import { NOBODY_KNOWS, wayByReshape } from './way-out.ts';

/** What would have to happen on one node, whoever may run there. */
export type Room =
  | { readonly kind: 'now'; readonly key: PlacementKey }
  /** Without a way where it is certain that there is one, but not on which of the GPUs. */
  | { readonly kind: 'reshape'; readonly reshape: Reshape | undefined }
  /** It depends on which instances the pods hold, and nobody knows. */
  | { readonly kind: 'perhaps' }
  /** Pods would have to move within the node, or not even that would help; other nodes may. */
  | { readonly kind: 'none'; readonly obstacle: 'moves' | 'full' }
  | { readonly kind: 'unknown-profile'; readonly resource: string }
  /** The node's GPUs are in a state that makes no sense, so that nobody knows what they could do. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'undecided' };

/** One node, looked at for one pod. */
export interface NodeFinding {
  readonly node: ClusterNode;
  readonly room: Room;
  /** Why the pod may not run there, in words; undefined where it may. */
  readonly forbidden: string | undefined;
}

/** Whether a node has GPUs that a pod could be after: all that are cut, and whole ones where it asks for devices. */
export function mayServe({ gpus }: ClusterNode, pod: Pod): boolean {
  return gpus.some(({ kind }) => kind !== 'whole') || (pod.gpus.devices > 0 && gpus.length > 0);
}

/** Looks at one node for one pod: is there room, and may the pod have it. */
export function findOnNode(node: ClusterNode, pod: Pod, rater: Rater): NodeFinding {
  const constraint = ineligibility(pod.constraints, node);
  const missing = [...shortages(node, pod)];
  const wholeGpus = missing.find(({ resource }) => WHOLE_GPUS.has(resource));
  const reasons = [
    ...(constraint === undefined ? [] : [describeIneligibility(constraint)]),
    ...missing.filter(({ resource }) => !WHOLE_GPUS.has(resource)).map(describeShortage),
  ];
  const room = wholeGpus === undefined ? roomOn(node, pod, rater) : withoutWholeGpus(node, wholeGpus.resource);
  return { node, room, forbidden: reasons.length === 0 ? undefined : reasons.join(' and ') };
}

/** Resources of whole GPUs: each to itself, and shares of them. */
const WHOLE_GPUS = new Set(['nvidia.com/gpu', 'nvidia.com/gpu.shared']);

function withoutWholeGpus(node: ClusterNode, resource: string): Room {
  const isOffered = (node.allocatable.get(resource) ?? 0) > 0;
  return isOffered ? { kind: 'none', obstacle: 'full' } : { kind: 'unknown-profile', resource };
}

function roomOn(node: ClusterNode, pod: Pod, rater: Rater): Room {
  const unusable = node.gpus.find((gpu) => gpu.kind === 'unusable');
  const asked = requestOnNode(node, pod);
  if (asked.kind === 'unknown') {
    const mayHaveIt = unusable !== undefined && mayOffer(unusable.product, pod);
    return mayHaveIt
      ? { kind: 'unusable', reason: `GPU ${unusable.index} is not used: ${unusable.reason}` }
      : { kind: 'unknown-profile', resource: asked.resource };
  }
  if (asked.request.length === 0) return { kind: 'now', key: ZERO_KEY };
  const alongside = nominatedRequest(node, pod);
  const verdict = judge(node.shape, asked.request, rater, alongside);
  if (verdict.kind === 'fits') return { kind: 'now', key: verdict.key };
  if (verdict.obstacle === 'undecided') return { kind: 'undecided' };
  const held = alongside.reduce((left, { profile, count }) => withHolders(left, profile, count), node.shape);
  if (node.mode === 'static') {
    const search = findReshape(held, asked.request, rater);
    if (search.kind === 'found') return { kind: 'reshape', reshape: search.reshape };
    if (verdict.obstacle === 'reshape' || isCertain(held, asked.request))
      return { kind: 'reshape', reshape: undefined };
  }
  if (isPossible(held, asked.request)) return { kind: 'perhaps' };
  return { kind: 'none', obstacle: verdict.obstacle === 'full' ? 'full' : 'moves' };
}

/** False where a board is known and has none of the profiles that the pod asks for. */
function mayOffer(product: string, { gpus }: Pod): boolean {
  const known = parseProduct(product);
  if (!known.ok) return true;
  const { model } = known.value;
  return gpus.instances.some(({ profile }) => profile !== undefined && profileOf(model, profile).ok);
}

/** True where there is room for a single profile in whatever way the pods may hold the instances. */
function isCertain(shape: NodeShape, asked: Request): boolean {
  const [only, ...others] = asked;
  return only !== undefined && others.length === 0 && hiddenRoom(shape, only.profile).least >= only.count;
}

/** True where some way in which the pods may hold the instances leaves room for each profile, taken by itself. */
function isPossible(shape: NodeShape, asked: Request): boolean {
  if (shape.hidden.size === 0) return false;
  return asked.every(({ profile, count }) => hiddenRoom(shape, profile).most >= count);
}

function hiddenRoom(shape: NodeShape, name: string): Range {
  const profiles = [...new Set(shape.gpus.flatMap((gpu) => profileOn(gpu, name) ?? []))];
  const ranges = profiles.map((profile) => reshapedHeadroom(shape, profile));
  return {
    least: ranges.reduce((sum, { least }) => sum + least, 0),
    most: ranges.reduce((sum, { most }) => sum + most, 0),
  };
}

/** Whether it is known what is cheapest on a node: nothing was left out of sight. */
export function isSettled({ room }: NodeFinding): boolean {
  if (room.kind === 'reshape') return room.reshape !== undefined;
  return room.kind !== 'perhaps' && room.kind !== 'undecided';
}

/** What a finding says of the room on its node, in words. */
export function describeRoom({ node, room }: NodeFinding): string {
  switch (room.kind) {
    case 'now':
      return 'fits now';
    case 'reshape':
      return room.reshape === undefined
        ? `fits once idle instances are recut; ${NOBODY_KNOWS}`
        : `fits once recut: ${wayByReshape(node, room.reshape).text}`;
    case 'perhaps':
      return 'may fit once recut: which instances its pods hold is not known';
    case 'none':
      return 'no room without moving pods';
    case 'unknown-profile':
      return `offers no ${room.resource}`;
    case 'unusable':
      return room.reason;
    case 'undecided':
      return 'the search ran out of budget';
  }
}

function describeIneligibility(reason: Ineligibility): string {
  switch (reason.kind) {
    case 'cordon':
      return 'the node is cordoned';
    case 'taint': {
      const { key, value, effect } = reason.taint;
      return `taint ${key}${value === '' ? '' : `=${value}`}:${effect} is not tolerated`;
    }
    case 'selector':
      return `node selector ${reason.label}=${reason.value} does not match`;
    case 'affinity':
      return 'required node affinity does not match';
  }
}

function describeShortage({ resource, asked, free }: Shortage): string {
  return `too little ${resource}: ${amount(resource, asked)} asked, ${amount(resource, Math.max(0, free))} free`;
}

function amount(resource: string, value: number): string {
  const isBytes = resource === 'memory' || resource === 'ephemeral-storage';
  return isBytes ? `${Math.round((value / 2 ** 30) * 10) / 10}Gi` : String(Math.round(value * 1000) / 1000);
}

import { reshapedHeadroom } from '../../solver/headroom/reshaped.ts';
import { profileOn } from '../../solver/node/gpu-shape.ts';
import { type NodeShape, type Request, withHolders } from '../../solver/node/node-shape.ts';
import { type PlacementKey, ZERO_KEY } from '../../solver/placement/policy.ts';
import type { Rater } from '../../solver/placement/rater.ts';
import { judge } from '../../solver/placement/verdict.ts';
import { findReshape, type Reshape } from '../../solver/repartition/recut.ts';
import { type Ineligibility, ineligibility } from '../cluster/eligibility.ts';
import { type Shortage, shortage } from '../cluster/free-resources.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { nominatedRequest, requestOnNode } from '../cluster/node-request.ts';
import type { Pod } from '../cluster/pod.ts';
import { describeRecut, wayByReshape } from './way-out.ts';

/** What would have to happen on one node, whoever may run there. */
export type Room =
  | { readonly kind: 'now'; readonly key: PlacementKey }
  | { readonly kind: 'reshape'; readonly reshape: Reshape }
  /** It depends on which instances the pods hold, and nobody knows. */
  | { readonly kind: 'perhaps' }
  /** Pods would have to move within the node, or not even that would help; other nodes may. */
  | { readonly kind: 'none'; readonly obstacle: 'moves' | 'full' }
  | { readonly kind: 'unknown-profile'; readonly resource: string }
  | { readonly kind: 'undecided' };

/** One node, looked at for one pod. */
export interface NodeFinding {
  readonly node: ClusterNode;
  readonly room: Room;
  /** Why the pod may not run there, in words; undefined where it may. */
  readonly forbidden: string | undefined;
}

/** Looks at one node for one pod: is there room, and may the pod have it. */
export function findOnNode(node: ClusterNode, pod: Pod, rater: Rater): NodeFinding {
  const constraint = ineligibility(pod.constraints, node);
  const missing = shortage(node, pod);
  const forbidden =
    constraint === undefined
      ? missing === undefined
        ? undefined
        : describeShortage(missing)
      : describeIneligibility(constraint);
  return { node, room: roomOn(node, pod, rater), forbidden };
}

function roomOn(node: ClusterNode, pod: Pod, rater: Rater): Room {
  const asked = requestOnNode(node, pod);
  if (asked.kind === 'unknown') return { kind: 'unknown-profile', resource: asked.resource };
  if (asked.request.length === 0) return { kind: 'now', key: ZERO_KEY };
  const alongside = nominatedRequest(node, pod);
  const verdict = judge(node.shape, asked.request, rater, alongside);
  if (verdict.kind === 'fits') return { kind: 'now', key: verdict.key };
  if (verdict.obstacle === 'undecided') return { kind: 'undecided' };
  const held = alongside.reduce((left, { profile, count }) => withHolders(left, profile, count), node.shape);
  const reshape = node.mode === 'static' ? findReshape(held, asked.request, rater) : undefined;
  if (reshape !== undefined) return { kind: 'reshape', reshape };
  if (isPossible(held, asked.request)) return { kind: 'perhaps' };
  return { kind: 'none', obstacle: verdict.obstacle === 'full' ? 'full' : 'moves' };
}

/** True where some way in which the pods may hold the instances leaves room for each profile, taken by itself. */
function isPossible(shape: NodeShape, asked: Request): boolean {
  if (shape.hidden.size === 0) return false;
  return asked.every(({ profile: name, count }) => {
    const profiles = new Set(shape.gpus.flatMap((gpu) => profileOn(gpu, name) ?? []));
    return [...profiles].reduce((sum, profile) => sum + reshapedHeadroom(shape, profile).most, 0) >= count;
  });
}

/** What a finding says of the room on its node, in words. */
export function describeRoom({ node, room }: NodeFinding): string {
  switch (room.kind) {
    case 'now':
      return 'fits now';
    case 'reshape':
      return `fits once recut: ${wayByReshape(node, room.reshape).recuts.map(describeRecut).join('; ')}`;
    case 'perhaps':
      return 'may fit once recut: which instances its pods hold is not known';
    case 'none':
      return 'no room without moving pods';
    case 'unknown-profile':
      return `offers no ${room.resource}`;
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

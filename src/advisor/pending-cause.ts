import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Steps } from '../sliced.ts';
import type { Cause } from './cause.ts';
import { type Displacement, type DisplacementOptions, explainDisplacement } from './displacement.ts';
import { findOnNode, mayServe, type NodeFinding, type Room } from './node-finding.ts';

/** The cause of a pod that waits and nothing else, without the sentences: the same as in its explanation. What to move, if anything, is one step. */
export function* pendingCauseSteps(cluster: Cluster, pod: Pod, options: DisplacementOptions): Steps<Cause> {
  const findings: NodeFinding[] = [];
  for (const node of cluster.nodes) {
    if (!mayServe(node, pod)) continue;
    const finding = findOnNode(node, pod, options.rater);
    if (finding.forbidden === undefined && finding.room.kind === 'now') return 'placeable';
    findings.push(finding);
    yield;
  }
  const displacement = explainDisplacement(cluster, pod, findings.filter(isAllowedOffer), options);
  yield;
  // Where pods would have to move, no node can have a cheaper cause than this one, so that the search ends at the first.
  const cheapest = displacement === undefined ? -1 : RANK.indexOf(displacement.way === null ? 'unknown' : 'moves');
  let best: { readonly cause: Cause; readonly rank: number } | undefined;
  for (const finding of findings) {
    const { cause } = causeOnNode(finding, displacement);
    const rank = rankOf(finding, cause);
    if (best === undefined || rank < best.rank) best = { cause, rank };
    if (rank <= cheapest) break;
    yield;
  }
  return overallCause(best?.cause ?? 'unknown-profile', findings.filter(isForbiddenOffer));
}

/** Whether a pod may run on a node that could have room for it. */
export function isAllowedOffer({ forbidden, room }: NodeFinding): boolean {
  return forbidden === undefined && isOffer(room);
}

/** Whether a node could have room for a pod that may not run there. */
export function isForbiddenOffer({ forbidden, room }: NodeFinding): boolean {
  return forbidden !== undefined && isOffer(room);
}

function isOffer({ kind }: Room): boolean {
  return kind !== 'unknown-profile' && kind !== 'unusable';
}

/** Nodes where the pod may not run count where nothing else would do, as far as there is room on them. */
export function overallCause(best: Cause, forbidden: readonly NodeFinding[]): Cause {
  const isHopeless = best === 'pinned' || best === 'full' || best === 'unknown' || best === 'ineligible';
  if (!isHopeless) return best;
  if (forbidden.some(hasRoom)) return 'ineligible';
  const isFull = forbidden.every(({ room }) => room.kind === 'none' && room.obstacle === 'full');
  return best === 'ineligible' && isFull ? 'full' : best;
}

/** Whether there is room on a node now, or once idle instances are recut. */
export function hasRoom({ room }: NodeFinding): boolean {
  return room.kind === 'now' || room.kind === 'reshape';
}

/** Cheapest cause first. What is known of a node that cannot be used comes after everything that is certain. */
export function rankOf({ room }: NodeFinding, cause: Cause): number {
  return room.kind === 'unusable' ? RANK.length - 1.5 : RANK.indexOf(cause);
}

/** Cheapest first; a node that is forbidden comes after all that are allowed. */
const RANK: readonly Cause[] = [
  'placeable',
  'reshape',
  'moves',
  'unknown',
  'pinned',
  'full',
  'ineligible',
  'unknown-profile',
];

/** What room on a node is called. Where there is none, other nodes decide. */
const CAUSE_OF_ROOM: Readonly<Record<'now' | 'reshape' | 'perhaps' | 'undecided' | 'unusable', Cause>> = {
  now: 'placeable',
  reshape: 'reshape',
  unusable: 'unknown',
  perhaps: 'unknown',
  undecided: 'unknown',
};

/** The cause on one node, with a sentence where another than that on the node's room says more. */
export function causeOnNode(
  { node, room, forbidden }: NodeFinding,
  displacement: Displacement | undefined,
): { readonly cause: Cause; readonly message?: string } {
  if (room.kind === 'unknown-profile') return { cause: 'unknown-profile' };
  if (forbidden !== undefined) return { cause: 'ineligible' };
  if (room.kind !== 'none') return { cause: CAUSE_OF_ROOM[room.kind] };
  return displacement?.causeOn(node) ?? { cause: room.obstacle };
}

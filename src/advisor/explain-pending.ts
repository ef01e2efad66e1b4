import { compareKeys } from '../../solver/placement/policy.ts';
import { compareReshapes, type Reshape } from '../../solver/repartition/recut.ts';
import { compareText } from '../../solver/text-order.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { type Cause, causeText } from './cause.ts';
import { type Displacement, type DisplacementOptions, explainDisplacement } from './displacement.ts';
import { describeRoom, isSettled, type NodeFinding } from './node-finding.ts';
import { causeOnNode, hasRoom, isAllowedOffer, isForbiddenOffer, overallCause, rankOf } from './pending-cause.ts';
import { type WayOut, wayByReshape } from './way-out.ts';

/** Why one node takes a pod or does not. */
export interface ExplainedNode {
  readonly node: string;
  readonly cause: Cause;
  readonly message: string;
}

/** The cheapest cause of all nodes, every node's own, and the cheapest way out. */
export interface PendingExplanation {
  readonly cause: Cause;
  readonly message: string;
  readonly way: WayOut | null;
  /** Cheapest cause first, then by name. */
  readonly nodes: readonly ExplainedNode[];
}

/** Explains a pod that waits, from what was found on each node. */
export function explainPending(
  cluster: Cluster,
  pod: Pod,
  findings: readonly NodeFinding[],
  options: DisplacementOptions,
): PendingExplanation {
  const allowed = findings.filter(isAllowedOffer);
  const displacement = explainDisplacement(cluster, pod, allowed, options);
  const ranked = findings
    .map((finding) => ({ finding, explained: explainNode(finding, displacement) }))
    .toSorted(
      (a, b) =>
        rankOf(a.finding, a.explained.cause) - rankOf(b.finding, b.explained.cause) ||
        compareText(a.finding.node.name, b.finding.node.name),
    );
  const nodes = ranked.map(({ explained }) => explained);
  const forbidden = findings.filter(isForbiddenOffer);
  const cause = overallCause(nodes[0]?.cause ?? 'unknown-profile', forbidden);
  const way =
    wayOf(cause, allowed) ?? displacement?.way ?? (cause === 'ineligible' ? wayByPermission(forbidden) : null);
  return { cause, message: messageOf(cause, nodes, forbidden), way, nodes };
}

function messageOf(cause: Cause, nodes: readonly ExplainedNode[], forbidden: readonly NodeFinding[]): string {
  if (cause === 'unknown') return nodes[0]?.message ?? causeText.unknown;
  const isOutOfReach = cause === 'ineligible' && !forbidden.some(hasRoom);
  return isOutOfReach
    ? 'it may not run where its profile is, and pods would have to move there besides'
    : causeText[cause];
}

function explainNode(finding: NodeFinding, displacement: Displacement | undefined): ExplainedNode {
  const { forbidden } = finding;
  const { cause, message = describeRoom(finding) } = causeOnNode(finding, displacement);
  return {
    node: finding.node.name,
    cause,
    message: cause === 'ineligible' ? `${forbidden}; else: ${message}` : message,
  };
}

function wayOf(cause: Cause, allowed: readonly NodeFinding[]): WayOut | null {
  if (cause === 'placeable') {
    const fitting = allowed.flatMap(({ node, room }) => (room.kind === 'now' ? [{ node, key: room.key }] : []));
    const [best] = fitting.toSorted((a, b) => compareKeys(a.key, b.key) || compareText(a.node.name, b.node.name));
    if (best === undefined) return null;
    const text = `nothing has to change; ${best.node.name} is the best place`;
    return { rung: 'none', node: best.node.name, text, steps: [], isCheapest: true };
  }
  if (cause === 'reshape') {
    const fitting = allowed.flatMap(({ node, room }) =>
      room.kind === 'reshape' ? [{ node, reshape: room.reshape }] : [],
    );
    const [best] = fitting.toSorted(
      (a, b) => compareKnown(a.reshape, b.reshape) || compareText(a.node.name, b.node.name),
    );
    if (best === undefined) return null;
    return { ...wayByReshape(best.node, best.reshape), isCheapest: allowed.every(isSettled) };
  }
  return null;
}

/** Ways that can be told come before those that cannot. */
function compareKnown(a: Reshape | undefined, b: Reshape | undefined): number {
  if (a !== undefined && b !== undefined) return compareReshapes(a, b);
  return Number(a === undefined) - Number(b === undefined);
}

function wayByPermission(forbidden: readonly NodeFinding[]): WayOut | null {
  const [best] = forbidden
    .filter(hasRoom)
    .toSorted(
      (a, b) => Number(b.room.kind === 'now') - Number(a.room.kind === 'now') || compareText(a.node.name, b.node.name),
    );
  if (best === undefined) return null;
  const text = `lift what keeps it off ${best.node.name}, where it ${describeRoom(best)}: ${best.forbidden}`;
  return { rung: 'allow', node: best.node.name, text, steps: [], isCheapest: best.room.kind === 'now' };
}

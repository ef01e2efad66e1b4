import { compareKeys } from '../../solver/placement/policy.ts';
import { compareReshapes } from '../../solver/repartition/recut.ts';
import { compareText } from '../../solver/text-order.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Cause } from './cause.ts';
import { type Displacement, type DisplacementOptions, explainDisplacement } from './displacement.ts';
import { describeRoom, type NodeFinding } from './node-finding.ts';
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
  const allowed = findings.filter(({ forbidden, room }) => forbidden === undefined && room.kind !== 'unknown-profile');
  const displacement = explainDisplacement(cluster, pod, allowed, options);
  const nodes = findings.map((finding) => explainNode(finding, displacement));
  const ranked = nodes.toSorted((a, b) => RANK.indexOf(a.cause) - RANK.indexOf(b.cause) || compareText(a.node, b.node));

  const best = ranked[0]?.cause ?? 'unknown-profile';
  const forbidden = findings.filter((finding) => finding.forbidden !== undefined);
  const isElsewhere = forbidden.some(({ room }) => room.kind === 'now' || room.kind === 'reshape');
  const isHopeless = best === 'pinned' || best === 'full' || best === 'unknown';
  const cause = isHopeless && isElsewhere ? 'ineligible' : best;
  const way =
    wayOf(cause, allowed) ?? displacement?.way ?? (cause === 'ineligible' ? wayByPermission(forbidden) : null);
  return { cause, way, nodes: ranked };
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
const CAUSE_OF_ROOM: Readonly<Record<'now' | 'reshape' | 'perhaps' | 'undecided', Cause>> = {
  now: 'placeable',
  reshape: 'reshape',
  perhaps: 'unknown',
  undecided: 'unknown',
};

function explainNode(finding: NodeFinding, displacement: Displacement | undefined): ExplainedNode {
  const { room, forbidden } = finding;
  const node = finding.node.name;
  const message = describeRoom(finding);
  if (room.kind === 'unknown-profile') return { node, cause: 'unknown-profile', message };
  if (forbidden !== undefined) return { node, cause: 'ineligible', message: `${forbidden}; else: ${message}` };
  if (room.kind !== 'none') return { node, cause: CAUSE_OF_ROOM[room.kind], message };
  return { node, ...(displacement?.causeOn(finding.node) ?? { cause: room.obstacle, message }) };
}

function wayOf(cause: Cause, allowed: readonly NodeFinding[]): WayOut | null {
  if (cause === 'placeable') {
    const fitting = allowed.flatMap(({ node, room }) => (room.kind === 'now' ? [{ node, key: room.key }] : []));
    const [best] = fitting.toSorted((a, b) => compareKeys(a.key, b.key) || compareText(a.node.name, b.node.name));
    if (best === undefined) return null;
    const text = `nothing has to change; ${best.node.name} is the best place`;
    return { rung: 'none', node: best.node.name, text, moves: [], recuts: [] };
  }
  if (cause === 'reshape') {
    const fitting = allowed.flatMap(({ node, room }) =>
      room.kind === 'reshape' ? [{ node, reshape: room.reshape }] : [],
    );
    const [best] = fitting.toSorted(
      (a, b) => compareReshapes(a.reshape, b.reshape) || compareText(a.node.name, b.node.name),
    );
    return best === undefined ? null : wayByReshape(best.node, best.reshape);
  }
  return null;
}

function wayByPermission(forbidden: readonly NodeFinding[]): WayOut | null {
  const [best] = forbidden
    .filter(({ room }) => room.kind === 'now' || room.kind === 'reshape')
    .toSorted(
      (a, b) => Number(b.room.kind === 'now') - Number(a.room.kind === 'now') || compareText(a.node.name, b.node.name),
    );
  if (best === undefined) return null;
  const text = `allow it on ${best.node.name}, where it ${describeRoom(best)}: ${best.forbidden}`;
  return { rung: 'allow', node: best.node.name, text, moves: [], recuts: [] };
}

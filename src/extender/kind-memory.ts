import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';
import type { Rater } from '../../solver/placement/rater.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import type { Pod } from '../cluster/pod.ts';
import { type BlockMemory, createBlockMemory } from './block-memory.ts';
import { callDeadline } from './call-deadline.ts';
import { BLOCK_SIZE } from './node-set.ts';
import { decide, type NodeVerdict, UNKNOWN_NODE } from './node-verdict.ts';
import type { RejectionCode } from './rejection.ts';

/**
 * What is remembered of one kind of request: verdicts node by node, and whatever was made of them block by block. So a
 * call costs little more than looking its names up, and a changed node costs its block.
 */
export interface KindMemory {
  /**
   * The verdict on a node; those with equal keys are one object. Undecided where the call has spent its time: it is
   * asked about again by the next one.
   */
  verdictOf(ordinal: number): NodeVerdict;
  /**
   * Changes whenever a verdict in the block may have changed; undefined where nothing may be kept, because what pods
   * nominated to a node take there depends on the priority of the pod that asks.
   */
  versionOf(block: number): number | undefined;
  readonly filtered: BlockMemory<FilteredBlock>;
  readonly scored: BlockMemory<ScoredBlock>;
}

/** A verdict on nodes that take the pod. */
export type PassingVerdict = NodeVerdict & { readonly kind: 'passes' };

/** What `filter` answers for the nodes of one block. */
export interface FilteredBlock {
  /** `"gpu-1","gpu-2"` */
  readonly passing: string;
  /** `"gpu-3":"mig: …"` */
  readonly failed: string;
  readonly rejected: ReadonlyMap<RejectionCode, number>;
}

/** What `prioritize` knows of the nodes of one block. */
export interface ScoredBlock {
  /** Names are JSON. */
  readonly nodes: readonly { readonly name: string; readonly verdict: NodeVerdict }[];
  /** The distinct verdicts that could get a score above 0, best first. */
  readonly best: readonly PassingVerdict[];
  /** The answer that was made of it last, and the places of `best` in the ranking that it was made for. */
  answer: { readonly places: string; readonly json: string } | undefined;
}

/** The memories of all kinds of request that came lately. */
export interface KindMemories {
  /** The memory for pods like this one, brought up to this state of the cluster, for one call. */
  recall(cluster: Cluster, pod: Pod): KindMemory;
}

/** Kinds of request that are remembered; the pods of a cluster come in few. */
const KINDS = 64;
/** Characters of the longest: names of resources come from outside. */
const LONGEST_KIND = 10_000;

const POSTPONED: NodeVerdict = { kind: 'rejected', code: 'undecided' };

/** Makes empty memories for one rater; another policy or demand needs others. `now` tells milliseconds. */
export function createKindMemories(rater: Rater, now: () => number = () => performance.now()): KindMemories {
  const columns = new LRUCache<string, Column>({ max: KINDS });
  return {
    recall(cluster, pod) {
      const column = columnFor(columns, kindOf(pod), cluster.nodes);
      const deadline = callDeadline(pod, now());
      return {
        verdictOf: (ordinal) =>
          column.verdicts[ordinal] ??
          (deadline < now()
            ? postpone(column, ordinal)
            : judgeNode(column, cluster.nodes[ordinal], ordinal, pod, rater)),
        versionOf: (block) => ((column.nominated[block] ?? 0) > 0 ? undefined : (column.versions[block] ?? 0)),
        filtered: column.filtered,
        scored: column.scored,
      };
    },
  };
}

interface Column {
  /** The nodes that the verdicts are about. A node that changed is another object. */
  nodes: readonly ClusterNode[];
  verdicts: (NodeVerdict | undefined)[];
  readonly distinct: Map<string, NodeVerdict>;
  /** By likeness of nodes: a change mostly makes a node like one that was judged before. */
  readonly alike: Map<string, NodeVerdict>;
  /** By block. */
  readonly versions: number[];
  /** By block: nodes with pods nominated to them. */
  readonly nominated: number[];
  readonly filtered: BlockMemory<FilteredBlock>;
  readonly scored: BlockMemory<ScoredBlock>;
}

function columnFor(columns: LRUCache<string, Column>, kind: string, nodes: readonly ClusterNode[]): Column {
  let column = columns.get(kind);
  // Keys of states long gone pile up; starting anew now and then is cheaper than counting references.
  const most = 2 * nodes.length + 1000;
  if (column === undefined || column.distinct.size > most || column.alike.size > most) {
    column = {
      nodes: [],
      verdicts: [],
      distinct: new Map(),
      alike: new Map(),
      versions: [],
      nominated: [],
      filtered: createBlockMemory(),
      scored: createBlockMemory(),
    };
    if (kind.length <= LONGEST_KIND) columns.set(kind, column);
  }
  if (column.nodes !== nodes) forgetChanged(column, nodes);
  return column;
}

/** Compares two states node by node, which is no more than comparing references, and forgets what was about others. */
function forgetChanged(column: Column, nodes: readonly ClusterNode[]): void {
  const before = column.nodes;
  const count = Math.max(before.length, nodes.length);
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const [older, newer] = [before[ordinal], nodes[ordinal]];
    // `===` would look into both to see what they are, and find each of thousands of nodes in no cache.
    if (Object.is(older, newer)) continue;
    column.verdicts[ordinal] = undefined;
    const block = Math.floor(ordinal / BLOCK_SIZE);
    column.versions[block] = (column.versions[block] ?? 0) + 1;
    column.nominated[block] = (column.nominated[block] ?? 0) + Number(isAwaited(newer)) - Number(isAwaited(older));
  }
  column.nodes = nodes;
}

/** True of a node that pods are nominated to. */
function isAwaited(node: ClusterNode | undefined): boolean {
  return node !== undefined && node.nominated.length > 0;
}

/** What was made of the block with this in it is not kept. */
function postpone(column: Column, ordinal: number): NodeVerdict {
  const block = Math.floor(ordinal / BLOCK_SIZE);
  column.versions[block] = (column.versions[block] ?? 0) + 1;
  return POSTPONED;
}

function judgeNode(
  column: Column,
  node: ClusterNode | undefined,
  ordinal: number,
  pod: Pod,
  rater: Rater,
): NodeVerdict {
  if (node === undefined) return UNKNOWN_NODE;
  // Where pods are nominated to the node it depends on the priority of the pod that asks.
  if (node.nominated.length > 0) return unify(column, decide(node, pod, rater));
  const verdict = column.alike.get(node.likeness) ?? unify(column, decide(node, pod, rater));
  column.alike.set(node.likeness, verdict);
  column.verdicts[ordinal] = verdict;
  return verdict;
}

function unify({ distinct }: Column, verdict: NodeVerdict): NodeVerdict {
  const id = verdict.kind === 'passes' ? verdict.key.join() : verdict.code;
  const unified = distinct.get(id) ?? verdict;
  distinct.set(id, unified);
  return unified;
}

/** Pods of one kind get the same verdict on every node without nominated pods. */
function kindOf({ gpus }: Pod): string {
  const instances = gpus.instances.map(({ resource, count }) => `${resource} ${count}`).sort();
  return [...instances, gpus.devices].join();
}

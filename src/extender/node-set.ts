import type { Cluster } from '../cluster/cluster.ts';
import { createNameIndex, type NameIndex } from './name-index.ts';

/** Nodes to a block: the bits of a mask. */
export const BLOCK_SIZE = 32;

/** A set of nodes: those of the cluster as a bit each, by ordinal, and names that the cluster does not have. */
export interface NodeSet {
  /** One mask for every 32 nodes. */
  readonly masks: Int32Array;
  readonly strangers: readonly string[];
}

/** Sets of lists that came lately, and the numbering they were made for: a list may come again as the same object. */
const madeLately = new WeakMap<readonly string[], { readonly ordinals: Cluster['ordinals']; readonly set: NodeSet }>();

/** The set of these nodes; their order does not matter, and one named twice is in it once. */
export function nodeSetOf(cluster: Cluster, names: readonly string[]): NodeSet {
  const { ordinals } = cluster;
  const known = madeLately.get(names);
  if (known?.ordinals === ordinals) return known.set;
  const set = makeSet(cluster, names);
  madeLately.set(names, { ordinals, set });
  return set;
}

function makeSet(cluster: Cluster, names: readonly string[]): NodeSet {
  const masks = new Int32Array(Math.ceil(cluster.nodes.length / BLOCK_SIZE));
  const strangers = new Set<string>();
  const ordinalOf = nameIndexOf(cluster);
  for (const name of names) {
    const ordinal = ordinalOf(name);
    if (ordinal < 0) strangers.add(name);
    else masks[ordinal >> 5] = (masks[ordinal >> 5] ?? 0) | (1 << (ordinal & 31));
  }
  return { masks, strangers: [...strangers] };
}

/** The ordinals of the nodes of one block that are in its mask. */
export function ordinalsIn(block: number, mask: number): readonly number[] {
  const ordinals: number[] = [];
  for (let rest = mask; rest !== 0; rest &= rest - 1) {
    ordinals.push(block * BLOCK_SIZE + (31 - Math.clz32(rest & -rest)));
  }
  return ordinals;
}

const indexes = new WeakMap<Cluster['ordinals'], NameIndex>();

/** Made once for as long as no node comes or goes. */
function nameIndexOf({ ordinals }: Cluster): NameIndex {
  // Copies made together lie together in memory, where the index finds them faster than spread over the whole state.
  const copies = (): string[] => JSON.parse(JSON.stringify([...ordinals.keys()]));
  const index = indexes.get(ordinals) ?? createNameIndex(copies());
  indexes.set(ordinals, index);
  return index;
}

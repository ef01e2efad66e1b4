import type { Cluster } from '../cluster/cluster.ts';
import { createNameReader, type NameReader } from './name-reader.ts';

/** Nodes to a block: the bits of a mask. */
export const BLOCK_SIZE = 32;

/** A set of nodes: those of the cluster as a bit each, by ordinal, and names that the cluster does not have. */
export interface NodeSet {
  /** One mask for every 32 nodes. */
  readonly masks: Int32Array;
  readonly strangers: readonly string[];
}

/** The set of a list, and the numbering it was made for, which a list that is kept does not keep alive. */
interface MadeSet {
  readonly ordinals: WeakRef<Cluster['ordinals']>;
  readonly set: NodeSet;
}

/** Sets of lists that came lately: a list may come again as the same object. */
const madeLately = new WeakMap<object, MadeSet>();

/** The set of these nodes; their order does not matter, and one named twice is in it once. */
export function nodeSetOf({ nodes, ordinals }: Cluster, names: readonly string[]): NodeSet {
  const known = madeLately.get(names);
  if (known?.ordinals.deref() === ordinals) return known.set;
  const masks = emptyMasks(nodes.length);
  const strangers = new Set<string>();
  for (const name of names) {
    const ordinal = ordinals.get(name);
    if (ordinal === undefined) strangers.add(name);
    else include(masks, ordinal);
  }
  const set = { masks, strangers: [...strangers] };
  madeLately.set(names, { ordinals: new WeakRef(ordinals), set });
  return set;
}

/** Reads a JSON list in which nothing is but names of the cluster's nodes; undefined where it may be another one. */
export function readNodeNames({ nodes, ordinals }: Cluster, json: Buffer): readonly string[] | undefined {
  const { read, names } = readerFor(ordinals);
  const listed = read(json);
  if (listed === undefined) return undefined;
  const masks = emptyMasks(nodes.length);
  for (const ordinal of listed) include(masks, ordinal);
  const list = listed.map((ordinal) => names[ordinal] ?? '');
  madeLately.set(list, { ordinals: new WeakRef(ordinals), set: { masks, strangers: [] } });
  return list;
}

/** True of a list of names that `readNodeNames` or `nodeSetOf` has seen. */
export function isNodeNames(value: unknown): value is readonly string[] {
  return typeof value === 'object' && value !== null && madeLately.has(value);
}

function emptyMasks(nodes: number): Int32Array {
  return new Int32Array(Math.ceil(nodes / BLOCK_SIZE));
}

function include(masks: Int32Array, ordinal: number): void {
  masks[ordinal >> 5] = (masks[ordinal >> 5] ?? 0) | (1 << (ordinal & 31));
}

/** The ordinals of the nodes of one block that are in its mask. */
export function ordinalsIn(block: number, mask: number): readonly number[] {
  const ordinals: number[] = [];
  for (let rest = mask; rest !== 0; rest &= rest - 1) {
    ordinals.push(block * BLOCK_SIZE + (31 - Math.clz32(rest & -rest)));
  }
  return ordinals;
}

const readers = new WeakMap<Cluster['ordinals'], { readonly read: NameReader; readonly names: readonly string[] }>();

/** Made once for as long as no node comes or goes. */
function readerFor(ordinals: Cluster['ordinals']): { readonly read: NameReader; readonly names: readonly string[] } {
  const known = readers.get(ordinals);
  if (known !== undefined) return known;
  const names = [...ordinals.keys()];
  const made = { read: createNameReader(names), names };
  readers.set(ordinals, made);
  return made;
}

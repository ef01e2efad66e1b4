/**
 * JSON as it is written rather than as it is read: an object may have a key twice, and a number may be one that no number
 * type holds.
 */
export type Tree =
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'list' | 'object'; readonly slots: readonly Slot[] };

/** A place in a list or an object; the key of one in a list is empty. */
export interface Slot {
  readonly key: string;
  readonly value: Tree;
}

/** What becomes of one place: none, one or several. */
export type Change = (slot: Slot) => readonly Slot[];

/** The tree of a value. */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: 'list', slots: value.map((item) => ({ key: '', value: treeOf(item) })) };
  if (typeof value !== 'object' || value === null) return raw(value);
  return { kind: 'object', slots: Object.entries(value).map(([key, field]) => ({ key, value: treeOf(field) })) };
}

/** A value as it stands. */
export function raw(value: unknown): Tree {
  return { kind: 'raw', text: JSON.stringify(value) ?? 'null' };
}

/** The tree as text. */
export function write(tree: Tree): string {
  if (tree.kind === 'raw') return tree.text;
  if (tree.kind === 'list') return `[${tree.slots.map(({ value }) => write(value)).join()}]`;
  return `{${tree.slots.map(({ key, value }) => `${JSON.stringify(key)}:${write(value)}`).join()}}`;
}

/** How many places there are in a tree, however deep. */
export function countSlots(tree: Tree): number {
  if (tree.kind === 'raw') return 0;
  return tree.slots.reduce((sum, { value }) => sum + 1 + countSlots(value), 0);
}

/** The tree with one of its places changed: the one at this position, counted from the top, a place before what is in it. */
export function changeAt(tree: Tree, position: number, change: Change): Tree {
  let left = position;
  const visit = (part: Tree): Tree => {
    if (part.kind === 'raw') return part;
    const slots = part.slots.flatMap((slot) => {
      if (left < 0) return [slot];
      if (left-- === 0) return change(slot);
      return [{ key: slot.key, value: visit(slot.value) }];
    });
    return { kind: part.kind, slots };
  };
  return visit(tree);
}

/** Something made for the nodes of a block that are in a mask, kept until a node of the block changes. */
export interface BlockMemory<T> {
  /** What was made for this block, or makes it. Without a version nothing is kept. */
  recall(block: number, mask: number, version: number | undefined, make: () => T): T;
}

/** Makes a memory that keeps one thing for each block: the latest. */
export function createBlockMemory<T>(): BlockMemory<T> {
  const kept: { readonly mask: number; readonly version: number; readonly made: T }[] = [];
  return {
    recall(block, mask, version, make) {
      const known = kept[block];
      if (known !== undefined && known.mask === mask && known.version === version) return known.made;
      const made = make();
      if (version !== undefined) kept[block] = { mask, version, made };
      return made;
    },
  };
}

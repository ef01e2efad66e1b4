/** A set of numbers from 0 to a limit that knows its lowest member in a time that does not grow with it. */
export interface IndexSet {
  add(index: number): void;
  delete(index: number): void;
  /** The lowest member that is not below `from`; -1 where there is none. */
  lowest(from?: number): number;
}

const BITS = 32;

/** An empty set for the numbers below `limit`: a tree of bit words, each bit of a level standing for a word of the one below. */
export function createIndexSet(limit: number): IndexSet {
  const levels: Int32Array[] = [];
  for (let words = Math.ceil(limit / BITS); ; words = Math.ceil(words / BITS)) {
    levels.push(new Int32Array(Math.max(1, words)));
    if (words <= 1) break;
  }

  /** The lowest member under a word of a level. */
  const descend = (level: number, word: number): number => {
    let index = word;
    for (let at = level; at >= 0; at--) index = index * BITS + lowestBit(levels[at]?.[index] ?? 0);
    return index;
  };

  return {
    add(index) {
      let at = index;
      for (const level of levels) {
        const word = at >>> 5;
        level[word] = (level[word] ?? 0) | (1 << (at & 31));
        at = word;
      }
    },
    delete(index) {
      let at = index;
      for (const level of levels) {
        const word = at >>> 5;
        const left = (level[word] ?? 0) & ~(1 << (at & 31));
        level[word] = left;
        if (left !== 0) return;
        at = word;
      }
    },
    lowest(from = 0) {
      let at = from;
      for (const [depth, level] of levels.entries()) {
        const word = at >>> 5;
        if (word >= level.length) return -1;
        const rest = (level[word] ?? 0) & (-1 << (at & 31));
        if (rest !== 0)
          return depth === 0 ? word * BITS + lowestBit(rest) : descend(depth - 1, word * BITS + lowestBit(rest));
        at = word + 1;
      }
      return -1;
    },
  };
}

function lowestBit(word: number): number {
  return BITS - 1 - Math.clz32(word & -word);
}

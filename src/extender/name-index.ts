/** Finds the position of a name in a list, -1 where it is not in it. */
export type NameIndex = (name: string) => number;

/** Characters of a name that are hashed. */
const PROBES = 6;
/** Names that may share a place before all characters are hashed instead of a few. */
const LONGEST_RUN = 32;

/**
 * Indexes a cluster's node names. A request brings thousands of names that were parsed a moment ago; a Map hashes every
 * character of each, which costs more than all else together. This index hashes the few characters in which the names
 * differ most, and compares the one name found: a third of the time for names of 40 characters (`npm run bench:latency`
 * shows the whole).
 */
export function createNameIndex(names: readonly string[]): NameIndex {
  const quick = fill(names, tellingPositions(names));
  if (quick.longestRun <= LONGEST_RUN) return quick.index;
  const ordinals = new Map(names.map((name, ordinal) => [name, ordinal]));
  return (name) => ordinals.get(name) ?? -1;
}

/** Open addressing: places in a table at most half full, tried one after the other from the hash on. */
function fill(names: readonly string[], positions: readonly number[]): { index: NameIndex; longestRun: number } {
  const mask = 2 ** Math.ceil(Math.log2(2 * names.length + 2)) - 1;
  const places = new Int32Array(mask + 1).fill(-1);
  const hash = (name: string): number => {
    let sum = name.length;
    for (const position of positions) sum = Math.imul(sum, 31) + name.charCodeAt(position);
    return (sum ^ (sum >>> 9)) & mask;
  };
  let longestRun = 0;
  names.forEach((name, ordinal) => {
    let place = hash(name);
    let run = 0;
    for (; (places[place] ?? -1) >= 0; run++) place = (place + 1) & mask;
    places[place] = ordinal;
    longestRun = Math.max(longestRun, run);
  });
  const index = (name: string): number => {
    let place = hash(name);
    for (;;) {
      const ordinal = places[place] ?? -1;
      if (ordinal < 0 || names[ordinal] === name) return ordinal;
      place = (place + 1) & mask;
    }
  };
  return { index, longestRun };
}

/** The positions at which most different characters are found. */
function tellingPositions(names: readonly string[]): readonly number[] {
  const longest = names.reduce((length, name) => Math.max(length, name.length), 0);
  const distinct = Array.from({ length: longest }, (_, position) => ({
    position,
    count: new Set(names.map((name) => name.charCodeAt(position))).size,
  }));
  return distinct
    .sort((a, b) => b.count - a.count || a.position - b.position)
    .slice(0, PROBES)
    .map(({ position }) => position);
}

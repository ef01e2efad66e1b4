/** Reads a JSON list of names: the position of each among the known ones; undefined where the list holds anything else. */
export type NameReader = (json: Buffer) => readonly number[] | undefined;

/** Characters of a name that are hashed. */
const PROBES = 6;
/** Names that may share a place before all characters are hashed instead of a few. */
const LONGEST_RUN = 32;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING = 0x5b;
const CLOSING = 0x5d;

/** JSON writes these as they are, in a byte each. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * Makes a reader of lists of a cluster's nodes. A request names thousands, nearly always known ones, in another order each
 * time: to make texts of them and look those up takes longer than to compare the bytes with those of the names that are
 * known (`npm run bench:latency` shows the whole). A closing quote is looked for where a name as long as a known one would
 * end; the few characters in which names differ most are hashed, and the one name found is compared. A list with spaces
 * between names, or a name that JSON has to escape, is left to others.
 *
 * @param names No two are the same.
 */
export function createNameReader(names: readonly string[]): NameReader {
  const quick = createTable(names, tellingPositions(names).slice(0, PROBES));
  const table = quick.longestRun <= LONGEST_RUN ? quick : createTable(names, tellingPositions(names));
  return (json) => {
    const bytes = new DataView(json.buffer, json.byteOffset, json.length);
    const last = json.length - 1;
    if (json[0] !== OPENING || json[last] !== CLOSING) return undefined;
    const positions: number[] = [];
    // One behind the bracket, or the comma, that the next name comes after.
    let at = 1;
    while (at < last || positions.length > 0) {
      if (json[at] !== QUOTE) return undefined;
      const position = table.find(bytes, at + 1);
      if (position < 0) return undefined;
      positions.push(position);
      at += table.lengthOf(position) + 2;
      if (at === last) return positions;
      if (json[at] !== COMMA) return undefined;
      at++;
    }
    return last === 1 ? positions : undefined;
  };
}

interface Table {
  /** The position of the name that stands in the bytes from `at` on, with a quote behind it; -1 where none does. */
  find(bytes: DataView, at: number): number;
  lengthOf(position: number): number;
  readonly longestRun: number;
}

/** Open addressing: places in a table at most half full, tried one after the other from the hash on. */
function createTable(names: readonly string[], probed: readonly number[]): Table {
  const known = viewOf(Buffer.from(names.join(''), 'latin1'));
  const starts = new Int32Array(names.length + 1);
  names.forEach((name, position) => {
    starts[position + 1] = (starts[position] ?? 0) + name.length;
  });
  const startOf = (position: number): number => starts[position] ?? 0;
  const lengthOf = (position: number): number => startOf(position + 1) - startOf(position);

  const mask = 2 ** Math.ceil(Math.log2(2 * names.length + 2)) - 1;
  const places = new Int32Array(mask + 1).fill(-1);
  const hash = (bytes: DataView, at: number, length: number): number => {
    let sum = length;
    for (const probe of probed) if (probe < length) sum = (Math.imul(sum, 31) + bytes.getUint8(at + probe)) | 0;
    return (sum ^ (sum >>> 9)) & mask;
  };
  const plain = names.flatMap((name, position) => (PLAIN.test(name) ? [position] : []));
  let longestRun = 0;
  for (const position of plain) {
    let place = hash(known, startOf(position), lengthOf(position));
    let run = 0;
    for (; (places[place] ?? -1) >= 0; run++) place = (place + 1) & mask;
    places[place] = position;
    longestRun = Math.max(longestRun, run);
  }

  const isAt = (position: number, bytes: DataView, at: number, length: number): boolean => {
    if (lengthOf(position) !== length) return false;
    const start = startOf(position);
    let done = 0;
    for (; done + 4 <= length; done += 4) {
      if (known.getInt32(start + done) !== bytes.getInt32(at + done)) return false;
    }
    for (; done < length; done++) if (known.getUint8(start + done) !== bytes.getUint8(at + done)) return false;
    return true;
  };
  const lengths = [...new Set(plain.map(lengthOf))];
  const find = (bytes: DataView, at: number): number => {
    for (const length of lengths) {
      const end = at + length;
      if (end >= bytes.byteLength || bytes.getUint8(end) !== QUOTE) continue;
      let place = hash(bytes, at, length);
      for (;;) {
        const position = places[place] ?? -1;
        if (position < 0) break;
        if (isAt(position, bytes, at, length)) return position;
        place = (place + 1) & mask;
      }
    }
    return -1;
  };
  return { find, lengthOf, longestRun };
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The positions in a name, those first at which most different characters are found. */
function tellingPositions(names: readonly string[]): readonly number[] {
  const longest = names.reduce((length, name) => Math.max(length, name.length), 0);
  const distinct = Array.from({ length: longest }, (_, position) => ({
    position,
    count: new Set(names.map((name) => name.charCodeAt(position))).size,
  }));
  return distinct.sort((a, b) => b.count - a.count || a.position - b.position).map(({ position }) => position);
}

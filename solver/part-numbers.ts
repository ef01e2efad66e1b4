/** The parts of a request (how many of each item) numbered from 0, the empty part, to `size - 1`, the whole. */
export interface PartNumbers {
  readonly size: number;
  numberOf(counts: readonly number[]): number;
  /** The number of a part with `counts` added; undefined where that asks for more than the whole. */
  sum(part: number, counts: readonly number[]): number | undefined;
  /** The number of a part with `counts` taken away; undefined where it has fewer. */
  difference(part: number, counts: readonly number[]): number | undefined;
  /** The sum, where more of an item than the whole has counts as all of it. */
  sumUpTo(part: number, counts: readonly number[]): number;
}

/** Numbers the parts of a whole, given as the count of each item: mixed radix, first item fastest. */
export function numberParts(whole: readonly number[]): PartNumbers {
  const weights: number[] = [];
  let size = 1;
  for (const count of whole) {
    weights.push(size);
    size *= count + 1;
  }
  const numberOf = (counts: readonly number[]): number =>
    counts.reduce((sum, count, item) => sum + count * (weights[item] ?? 0), 0);
  const held = (part: number, item: number): number =>
    Math.floor(part / (weights[item] ?? 1)) % ((whole[item] ?? 0) + 1);
  return {
    size,
    numberOf,
    sum(part, counts) {
      const isWithin = whole.every((count, item) => held(part, item) + (counts[item] ?? 0) <= count);
      return isWithin ? part + numberOf(counts) : undefined;
    },
    difference(part, counts) {
      return counts.every((count, item) => count <= held(part, item)) ? part - numberOf(counts) : undefined;
    },
    sumUpTo(part, counts) {
      return numberOf(whole.map((count, item) => Math.min(count, held(part, item) + (counts[item] ?? 0))));
    },
  };
}

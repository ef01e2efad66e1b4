import type { Geometry } from '../model/gpu-model.ts';

/**
 * Exact fit test for `gpus` empty boards with 7 compute and 8 memory slices, in constant time.
 *
 * A board is a left half (slices 0-3: a 4g, a 3g or two pairs) and a right half (4-7: a 3g, or the pair 4-5 and the
 * short pair 6-7). A pair holds one 2g, one double-memory 1g or two 1g; a short pair one double-memory 1g or one 1g.
 * 3g instances go right first, because that costs a pair and a short pair instead of two pairs.
 *
 * `+me` instances take the space of a 1g, at most one per board. A board is closed to them when both halves are full of
 * 3g and 4g. Of the `me` boards that must keep room for one, `fromShort` keep it in their short pair, the others in a
 * pair; shorts are spared for double-memory 1g as long as pairs suffice.
 *
 * Counts come in catalogue order: 1g, 1g+me, 1g double, 2g, 3g, 4g, 7g. Proved against exhaustive search in the tests.
 */
export function fitsSevenEight(geometry: Geometry, gpus: number): boolean {
  const [one = 0, me = 0, double = 0, two = 0, three = 0, four = 0, seven = 0] = geometry;
  const boards = gpus - seven;
  if (boards < 0) return false;

  const threesRight = Math.min(three, boards);
  const fullLefts = four + (three - threesRight);
  if (fullLefts > boards) return false;
  const open = boards - Math.max(0, three + four - boards);
  if (me > open) return false;

  const shorts = boards - threesRight;
  const pairs = 2 * (boards - fullLefts) + shorts;
  if (two > pairs) return false;
  const fromShort = Math.max(0, me - (pairs - two));
  if (fromShort > shorts || double > pairs - two + shorts - me) return false;

  const doublesInShorts = Math.min(double, shorts - fromShort);
  return one + me <= 2 * (pairs - two - (double - doublesInShorts)) + (shorts - doublesInShorts);
}

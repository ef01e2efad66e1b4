import type { Geometry } from '../model/gpu-model.ts';

/**
 * Exact fit test for `gpus` empty A30 boards, in constant time.
 *
 * A board is two halves; a half holds one 2g or two 1g. The `+me` instances, 1g and 2g alike, claim the board's only
 * JPEG engine and optical-flow accelerator, so each needs a board of its own; every 1g+me opens a half for 1g.
 *
 * Counts come in catalogue order: 1g, 1g+me, 2g, 2g+me, 4g. Proved against exhaustive search in the tests.
 */
export function fitsA30(geometry: Geometry, gpus: number): boolean {
  const [one = 0, oneMe = 0, two = 0, twoMe = 0, four = 0] = geometry;
  const boards = gpus - four;
  const halvesOfOnes = Math.max(oneMe, Math.ceil((one + oneMe) / 2));
  return oneMe + twoMe <= boards && two + twoMe + halvesOfOnes <= 2 * boards;
}

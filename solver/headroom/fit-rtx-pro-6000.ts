import type { Geometry } from '../model/gpu-model.ts';

/**
 * Exact fit test for `gpus` empty RTX PRO 6000 boards, in constant time.
 *
 * A board is two halves of two quarters; a half holds one 2g or two 1g, a 4g takes the board. Slices and media engines
 * run out together, except that one `+me.all` owns all engines of its board, so only `-me` instances fit beside it:
 * beside a 1g+me.all a quarter and a half, beside a 2g+me.all a half. Those places serve `-me` first: a quarter takes
 * 1g-me, then halves take 2g-me, because a 2g-me saves a whole half of the other boards. A 1g+me claims the
 * optical-flow accelerator, so each needs a board without another such claim.
 *
 * Counts come in catalogue order: 1g, +me, +gfx, +me.all, -me; 2g, +gfx, +me.all, -me; 4g, +gfx.
 * Proved against exhaustive search in the tests.
 */
export function fitsRtxPro6000(geometry: Geometry, gpus: number): boolean {
  const [one = 0, oneMe = 0, oneGfx = 0, oneAll = 0, oneBare = 0] = geometry;
  const [two = 0, twoGfx = 0, twoAll = 0, twoBare = 0, four = 0, fourGfx = 0] = geometry.slice(5);
  const boards = gpus - four - fourGfx - oneAll - twoAll;
  if (boards < oneMe) return false;

  const sparedHalves = oneAll + twoAll;
  const twoBareSpared = Math.min(twoBare, sparedHalves);
  const oneBareSpared = oneAll + 2 * (sparedHalves - twoBareSpared);
  const quarters = one + oneMe + oneGfx + Math.max(0, oneBare - oneBareSpared);
  const halvesOfOnes = Math.max(oneMe, Math.ceil(quarters / 2));
  return two + twoGfx + (twoBare - twoBareSpared) + halvesOfOnes <= 2 * boards;
}

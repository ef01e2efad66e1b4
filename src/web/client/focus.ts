import type { WirePool, WireRung, WireWaiting } from './wire.ts';

/**
 * For each pool the profile whose stranded slices are marked: what the reader chose (`''` for none), else of those that
 * are in demand and have stranded slices the one that most pods wait for while none of it is to be had; then the
 * one with the most slices stranded by shape, which a recut frees without disturbing a pod; then by both; then the
 * largest. Pools where nothing is stranded have none.
 */
export function focusOf(
  pools: readonly WirePool[],
  waiting: readonly WireWaiting[],
  chosen: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const asked = new Map<string, number>();
  for (const profile of waiting.flatMap(({ profiles }) => profiles)) asked.set(profile, (asked.get(profile) ?? 0) + 1);
  const focus = new Map<string, string>();
  for (const { name, ladder } of pools) {
    const profile = chosen.get(name) ?? usual(ladder, asked);
    if (profile !== undefined && profile !== '') focus.set(name, profile);
  }
  return focus;
}

/** Memory slices that are stranded for a profile, by shape or placement: those that are so for certain, or as many as may be. */
export function strandedFor({ byShape, byPlacement }: WireRung): number {
  return Math.max(byShape[0] + byPlacement[1], byShape[1] + byPlacement[0]);
}

/** Where instances are cut as pods arrive, a free window is enough: then nothing is stranded by shape. */
function isAtHand({ asShaped, reshaped, byShape }: WireRung): boolean {
  return asShaped > 0 || (reshaped[0] > 0 && byShape[1] === 0);
}

function usual(ladder: readonly WireRung[], asked: ReadonlyMap<string, number>): string | undefined {
  const wanted = (rung: WireRung): number => (isAtHand(rung) ? 0 : (asked.get(rung.profile) ?? 0));
  const candidates = ladder
    .map((rung, size) => ({ rung, size }))
    .filter(({ rung }) => rung.inDemand && strandedFor(rung) > 0)
    .sort(
      (a, b) =>
        wanted(b.rung) - wanted(a.rung) ||
        b.rung.byShape[1] - a.rung.byShape[1] ||
        strandedFor(b.rung) - strandedFor(a.rung) ||
        b.size - a.size,
    );
  return candidates[0]?.rung.profile;
}

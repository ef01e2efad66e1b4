import { everyGeometry, isLegal, type PublishedBoard, type RawLayout } from '../../solver/testing/published.ts';
import type { PlainRule } from './plain-replay.ts';

/** Policies written once more from their definitions, for the plain replay. Ties go to the lowest GPU, then start. */

/** The lowest GPU that has room, there the lowest start. */
export function plainFirstFit(board: PublishedBoard): PlainRule {
  return smallest(board, () => []);
}

/** The GPU with the fewest free memory slices, there the start that blocks the fewest placements on an empty GPU. */
export function plainBestFit(board: PublishedBoard): PlainRule {
  return smallest(board, (layout, profile, start) => [freeSlices(board, layout), blocked(board, profile, start)]);
}

/**
 * The placement that takes the least from the sum, over the profiles in demand (indices), of memory slices times instances
 * that could still be had; then as best fit.
 */
export function plainPhi(board: PublishedBoard, demanded: readonly number[]): PlainRule {
  const known = new Map<string, number>();
  const potential = (layout: RawLayout): number => {
    const key = layout.map(String).toSorted().join(' ');
    const before = known.get(key);
    const found = before ?? demanded.reduce((sum, profile) => sum + spare(board, layout, profile), 0);
    known.set(key, found);
    return found;
  };
  return smallest(board, (layout, profile, start) => [
    potential(layout) - potential([...layout, [profile, start]]),
    freeSlices(board, layout),
    blocked(board, profile, start),
  ]);
}

/** Admits whatever could be placed if everything could be moved: whatever is a sum of what single GPUs can hold. */
export function plainRepack(board: PublishedBoard): PlainRule {
  const known = new Map<string, boolean>();
  const single = everyGeometry(board).filter((geometry) => geometry.some((count) => count > 0));
  const admits = (counts: readonly number[], gpus: number): boolean => {
    if (counts.every((count) => count === 0)) return true;
    if (gpus === 0) return false;
    const key = `${gpus}: ${counts}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = single.some(
      (part) =>
        part.every((count, index) => count <= (counts[index] ?? 0)) &&
        admits(
          counts.map((count, index) => count - (part[index] ?? 0)),
          gpus - 1,
        ),
    );
    known.set(key, found);
    return found;
  };
  return { kind: 'admit', admits };
}

/** Asks for the key of every legal placement on every GPU, and takes the first of the smallest, part by part. */
function smallest(
  board: PublishedBoard,
  key: (layout: RawLayout, profile: number, start: number) => readonly number[],
): PlainRule {
  return {
    kind: 'place',
    place(gpus, profile) {
      const starts = (board.profiles[profile]?.starts ?? []).toSorted((a, b) => a - b);
      const all = gpus.flatMap((layout, gpu) =>
        starts
          .filter((start) => isLegal(board, [...layout, [profile, start]]))
          .map((start) => ({ gpu, start, key: [...key(layout, profile, start), gpu, start] })),
      );
      return all.toSorted((a, b) => compare(a.key, b.key))[0];
    },
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, place) => part !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

function freeSlices({ profiles, memorySlices }: PublishedBoard, layout: RawLayout): number {
  return memorySlices - layout.reduce((sum, [profile]) => sum + (profiles[profile]?.size ?? 0), 0);
}

/** How many placements of plain profiles, those without a `+` or `-`, share a slice with this one. */
function blocked({ profiles }: PublishedBoard, profile: number, start: number): number {
  const end = start + (profiles[profile]?.size ?? 0);
  return profiles
    .filter(({ name }) => !/[+-]/.test(name))
    .flatMap(({ starts, size }) => starts.filter((other) => other < end && start < other + size)).length;
}

/** Memory slices of the instances of a profile that can be added one after the other. */
function spare(board: PublishedBoard, layout: RawLayout, profile: number): number {
  const { starts = [], size = 0 } = board.profiles[profile] ?? {};
  let filled = layout;
  for (const start of starts) {
    const next: RawLayout = [...filled, [profile, start]];
    if (isLegal(board, next)) filled = next;
  }
  return (filled.length - layout.length) * size;
}

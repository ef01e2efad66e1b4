import { everyGeometry, isLegal, type PublishedBoard, type RawLayout } from '../../solver/testing/published.ts';

/**
 * What fits on GPUs, by trying everything that the published geometry allows. It knows nothing of the solver: what was
 * decided is judged by it.
 */

/** Instances asked for, by the profile's published name. */
export type Counts = ReadonlyMap<string, number>;

const known = new Map<string, boolean>();

/** True where GPUs of a board with these instances, which stay where they are, also hold what is asked for. */
export function canHold(board: PublishedBoard, gpus: readonly RawLayout[], asked: Counts): boolean {
  const wanted = countsOn(board, asked);
  return wanted !== undefined && divide(board, gpus, wanted, (gpu, counts) => fitsBeside(board, gpu, counts));
}

/** True where as many GPUs of a board hold these instances and what is asked for, all of them moved at will. */
export function canHoldRepacked(board: PublishedBoard, gpus: readonly RawLayout[], asked: Counts): boolean {
  const wanted = countsOn(board, asked);
  if (wanted === undefined) return false;
  const all = wanted.map((count, index) => count + gpus.flat().filter(([profile]) => profile === index).length);
  return divideFreely(board, gpus.length, all);
}

function countsOn(board: PublishedBoard, asked: Counts): readonly number[] | undefined {
  const names = board.profiles.map(({ name }) => name);
  if ([...asked.keys()].some((name) => !names.includes(name))) return undefined;
  return names.map((name) => asked.get(name) ?? 0);
}

/** Tries every way to give the first GPU a part, and the others the rest. */
function divide(
  board: PublishedBoard,
  [first, ...others]: readonly RawLayout[],
  counts: readonly number[],
  fits: (gpu: RawLayout, counts: readonly number[]) => boolean,
): boolean {
  if (first === undefined) return counts.every((count) => count === 0);
  return partsOf(counts).some(
    (part) =>
      fits(first, part) &&
      divide(
        board,
        others,
        counts.map((count, index) => count - (part[index] ?? 0)),
        fits,
      ),
  );
}

function partsOf(counts: readonly number[]): readonly (readonly number[])[] {
  return counts.reduce<readonly (readonly number[])[]>(
    (parts, count) =>
      parts.flatMap((part) => Array.from({ length: Math.min(count, 7) + 1 }, (_, here) => [...part, here])),
    [[]],
  );
}

function fitsBeside(board: PublishedBoard, fixed: RawLayout, counts: readonly number[]): boolean {
  const id = `${board.model} ${[...fixed].sort().join(' ')} ${counts.join()}`;
  const found = known.get(id);
  if (found !== undefined) return found;
  const next = counts.findIndex((count) => count > 0);
  const starts = board.profiles[next]?.starts ?? [];
  const fits =
    isLegal(board, fixed) &&
    (next < 0 ||
      starts.some((start) => fitsBeside(board, [...fixed, [next, start]], counts.with(next, (counts[next] ?? 0) - 1))));
  known.set(id, fits);
  return fits;
}

const geometries = new Map<string, ReadonlyMap<string, readonly number[]>>();

function divideFreely(board: PublishedBoard, gpus: number, counts: readonly number[]): boolean {
  const legal = geometries.get(board.model) ?? new Map(everyGeometry(board).map((each) => [each.join(), each]));
  geometries.set(board.model, legal);
  // What one GPU holds it also holds a part of.
  if (gpus <= 1) return gpus === 1 ? legal.has(counts.join()) : counts.every((count) => count === 0);
  return [...legal.values()].some((part) =>
    divideFreely(
      board,
      gpus - 1,
      counts.map((count, index) => Math.max(0, count - (part[index] ?? 0))),
    ),
  );
}

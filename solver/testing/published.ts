import geometry from '../../fixtures/geometry/published.json' with { type: 'json' };

/**
 * This file holds the geometry of boards as it was published, and what can be said of it by trying everything. It shares
 * no code with the catalogue or the layout tables: tests compare the two.
 */

/** A profile as it was published; `size` and `starts` in memory slices. */
export interface PublishedProfile {
  readonly name: string;
  readonly id: number;
  readonly compute: number;
  readonly starts: readonly number[];
  readonly size: number;
  readonly max: number;
  readonly resourceName: string;
  readonly engines?: Readonly<Record<string, number>>;
}

/** A board as it was published. */
export interface PublishedBoard {
  readonly model: string;
  readonly productNames: readonly string[];
  readonly computeSlices: number;
  readonly memorySlices: number;
  readonly memoryGB: number;
  readonly placementsObserved: boolean;
  readonly profileIdsObserved: boolean;
  readonly profiles: readonly PublishedProfile[];
}

/** All of them. */
export const publishedBoards: readonly PublishedBoard[] = geometry.gpus;

/** The board of a model; throws where it was not published. */
export function publishedBoard(model: string): PublishedBoard {
  const board = publishedBoards.find((each) => each.model === model);
  if (board === undefined) throw new Error(`no board ${model} was published`);
  return board;
}

/** Instances on one GPU, as `[profile index, start]`. */
export type RawLayout = readonly (readonly [profile: number, start: number])[];

/** Every set of instances that a board holds, by trying every placement: slices, maxima, and engines where they are known. */
export function everyLayout(board: PublishedBoard): readonly RawLayout[] {
  const placements = board.profiles.flatMap(({ starts }, profile) => starts.map((start) => [profile, start] as const));
  const layouts: RawLayout[] = [];
  const visit = (layout: RawLayout, from: number): void => {
    layouts.push(layout);
    for (let index = from; index < placements.length; index++) {
      const placement = placements[index];
      if (placement !== undefined && isLegal(board, [...layout, placement])) visit([...layout, placement], index + 1);
    }
  };
  visit([], 0);
  return layouts;
}

/** True where these instances can exist together on one GPU. */
export function isLegal(board: PublishedBoard, layout: RawLayout): boolean {
  const slices = new Set<number>();
  const counts = board.profiles.map(() => 0);
  const engines = new Map<string, number>();
  let compute = 0;
  for (const [index, start] of layout) {
    const profile = board.profiles[index];
    if (profile === undefined) return false;
    for (let slice = start; slice < start + profile.size; slice++) {
      if (slices.has(slice) || slice >= board.memorySlices) return false;
      slices.add(slice);
    }
    compute += profile.compute;
    counts[index] = (counts[index] ?? 0) + 1;
    for (const [engine, count] of Object.entries(profile.engines ?? {})) {
      engines.set(engine, (engines.get(engine) ?? 0) + count);
    }
  }
  const whole = board.profiles.find(({ size, name }) => size === board.memorySlices && !name.includes('gfx'));
  const hasEngines = [...engines].every(([engine, count]) => count <= (whole?.engines?.[engine] ?? Infinity));
  const isWithinMaxima = counts.every((count, index) => count <= (board.profiles[index]?.max ?? 0));
  return compute <= board.computeSlices && hasEngines && isWithinMaxima;
}

/** Counts per profile of every layout, each once. */
export function everyGeometry(board: PublishedBoard): readonly (readonly number[])[] {
  const byKey = new Map<string, readonly number[]>();
  for (const layout of everyLayout(board)) {
    const counts = board.profiles.map((_, index) => layout.filter(([profile]) => profile === index).length);
    byKey.set(counts.join(), counts);
  }
  return [...byKey.values()];
}

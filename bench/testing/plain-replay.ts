import { isLegal, type PublishedBoard, publishedBoard, type RawLayout } from '../../solver/testing/published.ts';
import type { Workload } from '../workload/workload.ts';

/**
 * This file replays a workload in carve mode as plainly as can be: lists that are searched from end to end, the geometry as
 * it was published. It shares no code with the replay, the policies or the layout tables: tests compare them.
 */

/** Where an instance is put. */
export interface Spot {
  readonly gpu: number;
  readonly start: number;
}

/** Who decides. Profiles are indices into the published profiles of the board, which are the catalogue's ordinals. */
export type PlainRule =
  /** Puts the instance somewhere, or nowhere. */
  | { readonly kind: 'place'; readonly place: (gpus: readonly RawLayout[], profile: number) => Spot | undefined }
  /** Only says whether so many instances of each profile can be on so many GPUs; where they are does not matter. */
  | { readonly kind: 'admit'; readonly admits: (counts: readonly number[], gpus: number) => boolean };

/** The same as in the replay's outcome, as far as it is computed here. */
export interface PlainOutcome {
  readonly asked: readonly number[];
  readonly accepted: readonly number[];
  readonly firstRejection?: { readonly time: number; readonly slicesUsed: number };
  readonly mean: { readonly usedSlices: number; readonly gpusActive: number };
}

/** An instance that is there until its request leaves. */
interface Held {
  readonly profile: number;
  readonly until: number;
  readonly spot?: Spot;
}

/**
 * Replays requests in order of arrival: whoever leaves at the time of an arrival or before has left, then the rule decides.
 *
 * @throws Error where the rule puts an instance where it cannot be.
 */
export function plainReplay(workload: Workload, gpus: number, rule: PlainRule): PlainOutcome {
  const { at, lifetime, profile: profiles, warmUp, end } = workload;
  const board = boardOf(workload);
  const [asked, accepted] = [board.profiles.map(() => 0), board.profiles.map(() => 0)];
  let firstRejection: PlainOutcome['firstRejection'];
  let there: readonly Held[] = [];
  let now = Number.NEGATIVE_INFINITY;
  const areas = { usedSlices: 0, gpusActive: 0 };

  const waitUntil = (time: number): void => {
    const counted = Math.max(0, Math.min(time, end) - Math.max(now, warmUp));
    areas.usedSlices += counted * slicesOf(board, there);
    areas.gpusActive += counted * activeGpus(board, there, gpus, rule);
    now = time;
  };
  const letLeave = (time: number): void => {
    for (const departure of there.map(({ until }) => until).toSorted((a, b) => a - b)) {
      if (departure > time) break;
      waitUntil(departure);
      there = there.filter(({ until }) => until > departure);
    }
    waitUntil(time);
  };

  for (const [request, time] of at.entries()) {
    letLeave(time);
    const profile = profiles[request] ?? 0;
    const isCounted = time >= warmUp;
    if (isCounted) asked[profile] = (asked[profile] ?? 0) + 1;
    const found = decide(board, there, gpus, rule, profile);
    if (found === undefined) {
      firstRejection ??= { time, slicesUsed: slicesOf(board, there) };
      continue;
    }
    if (isCounted) accepted[profile] = (accepted[profile] ?? 0) + 1;
    there = [...there, { profile, until: time + (lifetime[request] ?? 0), ...found }];
  }
  letLeave(end);

  const counted = end - warmUp;
  return {
    asked,
    accepted,
    ...(firstRejection === undefined ? {} : { firstRejection }),
    mean: { usedSlices: areas.usedSlices / counted, gpusActive: areas.gpusActive / counted },
  };
}

/** The published board of a workload's model, whose profiles are in the order of the catalogue. */
function boardOf({ model }: Workload): PublishedBoard {
  const board = publishedBoard(model.name);
  const isSame = board.profiles.every(({ name }, index) => name === model.profiles[index]?.name);
  if (!isSame) throw new Error(`the profiles of ${model.name} were published in another order`);
  return board;
}

/** Undefined where the request is rejected; without a spot where the rule only admits. */
function decide(
  board: PublishedBoard,
  there: readonly Held[],
  gpus: number,
  rule: PlainRule,
  profile: number,
): { readonly spot?: Spot } | undefined {
  if (rule.kind === 'admit') {
    const counts = countsOf(board, there);
    return rule.admits(counts.with(profile, (counts[profile] ?? 0) + 1), gpus) ? {} : undefined;
  }
  const layouts = Array.from({ length: gpus }, (_, gpu) =>
    there.flatMap(({ profile, spot }) => (spot?.gpu === gpu ? [[profile, spot.start] as const] : [])),
  );
  const spot = rule.place(layouts, profile);
  if (spot === undefined) return undefined;
  const { starts = [] } = board.profiles[profile] ?? {};
  const layout = layouts[spot.gpu];
  if (layout === undefined || !starts.includes(spot.start) || !isLegal(board, [...layout, [profile, spot.start]])) {
    throw new Error(`profile ${profile} cannot be at ${spot.start} on GPU ${spot.gpu}`);
  }
  return { spot };
}

function countsOf({ profiles }: PublishedBoard, there: readonly Held[]): readonly number[] {
  return profiles.map((_, index) => there.filter(({ profile }) => profile === index).length);
}

function slicesOf({ profiles }: PublishedBoard, there: readonly Held[]): number {
  return there.reduce((sum, { profile }) => sum + (profiles[profile]?.size ?? 0), 0);
}

/** GPUs with an instance; the fewest that can hold all where it does not matter where they are. */
function activeGpus(board: PublishedBoard, there: readonly Held[], gpus: number, rule: PlainRule): number {
  if (rule.kind === 'place') return new Set(there.map(({ spot }) => spot?.gpu)).size;
  const counts = countsOf(board, there);
  for (let few = 0; few < gpus; few++) if (rule.admits(counts, few)) return few;
  return gpus;
}

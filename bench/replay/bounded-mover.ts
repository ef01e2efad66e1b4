import { fits } from '../../solver/headroom/fit.ts';
import type { ModelRating } from '../../solver/placement/rater.ts';
import type { Workload } from '../workload/workload.ts';
import type { Mover } from './carve-host.ts';
import { type Chooser, type Seat, UNMARKED } from './chooser.ts';
import type { Fleet } from './fleet.ts';
import { createLayoutBuckets } from './layout-buckets.ts';
import type { WayIn } from './layout-space.ts';

/** One step of a search, so that it can be taken back. */
interface Change {
  readonly request: number;
  readonly seat: Seat;
  readonly isPut: boolean;
  /** What it costs by the policy's first key; negative where something is freed. */
  readonly loss: number;
}

/** Everybody's place, as the steps that lead there. */
interface Plan {
  readonly changes: readonly Change[];
  readonly loss: number;
}

/** Ways that one search may enter; what is found by then is taken. Only searches for three moves in full fleets reach it. */
const MOST_STEPS = 20_000;

/** Who decides, and how far. */
export interface MoverOptions {
  readonly chooser: Chooser;
  readonly rating: ModelRating;
  readonly most: number;
}

/** Up to so many moves all plans are compared; plans with more are looked for where there is none, as there are very many. */
const ALL_PLANS = 2;

/**
 * What a move costs beside what it loses, as a share of an empty GPU: enough to keep moves rare, and little enough that one
 * more is made where it saves much. Fewest moves first closed less of the gap to repacking (docs/bench.md).
 */
const PRICE_OF_MOVE = 0.05;

/**
 * Makes room for a rejected request by moving others, at most `most`: by the plan after which the policy's loss is smallest,
 * moves priced in. Displaced instances go where the chooser says, the largest first, while the window is taken; one that finds
 * no place may displace others in its turn. GPUs of equal layout are equal, so one of each is tried. Nothing is tried where
 * repacking everything would not help either.
 */
export function createBoundedMover(
  { profile, model }: Pick<Workload, 'profile' | 'model'>,
  fleet: Fleet,
  { chooser, rating, most }: MoverOptions,
): Mover {
  const buckets = createLayoutBuckets(fleet);
  const seats = new Map<number, Seat>();
  const journal: Change[] = [];
  let steps = 0;
  const plans: Plan[] = [];

  const change = (request: number, seat: Seat, isPut: boolean): void => {
    if (isPut) {
      fleet.put(seat.gpu, seat.placement);
      buckets.put(request, seat);
      seats.set(request, seat);
    } else {
      fleet.remove(seat.gpu, seat.placement);
      buckets.remove(seat);
      seats.delete(request);
    }
  };
  const apply = (request: number, seat: Seat, isPut: boolean): void => {
    const before = fleet.occupancyOf(seat.gpu);
    change(request, seat, isPut);
    const after = fleet.occupancyOf(seat.gpu);
    const [loss] = isPut ? rating.key(before, seat.placement) : rating.key(after, seat.placement);
    journal.push({ request, seat, isPut, loss: isPut ? loss : -loss });
  };
  const takeBack = (length: number): void => {
    for (const step of journal.splice(length).reverse()) change(step.request, step.seat, !step.isPut);
  };
  /** True for whoever has got its place in the search that is going on. */
  const isSettled = (request: number): boolean => journal.some((step) => step.isPut && step.request === request);

  /** Everybody has a place: keeps how, if that is the best so far. */
  const note = (): void => {
    const loss = journal.reduce((sum, step) => sum + step.loss + (step.isPut ? 0 : PRICE_OF_MOVE), 0);
    if (loss < (plans[0]?.loss ?? Number.POSITIVE_INFINITY)) plans[0] = { changes: [...journal], loss };
  };
  /** Finds places for all of these, one after the other, at no more than `left` further moves. */
  const rehouse = ([next, ...others]: readonly number[], left: number): void => {
    if (next === undefined) {
      note();
      return;
    }
    const mark = journal.length;
    const seat = chooser.choose(profile[next] ?? 0, UNMARKED);
    if (seat === undefined) {
      displace(next, others, left);
      return;
    }
    apply(next, seat, true);
    rehouse(others, left);
    takeBack(mark);
  };
  /** Finds a place for a request at others' cost, then for those, then for `others`. */
  const displace = (request: number, others: readonly number[], left: number): void => {
    if (left === 0) return;
    const hasRoom = model.profiles.map(({ ordinal }) => chooser.choose(ordinal, UNMARKED) !== undefined);
    // Where nobody else may be displaced, all that are must find room by themselves, on their own GPU or elsewhere.
    const isOfUse = ({ inTheWay, mayStay }: WayIn): boolean =>
      inTheWay.length < left ||
      (inTheWay.length === left && inTheWay.every((each, at) => mayStay[at] || hasRoom[each.profile.ordinal]));
    for (const way of buckets.waysIn(profile[request] ?? 0, isOfUse)) {
      // Of GPUs that are alike, the first on which nobody is in the way who has just got a place.
      const gpu = buckets
        .gpusWith(way.layout, journal.length + 1)
        .find((each) => !way.inTheWay.some((other) => isSettled(buckets.residentOf(each, other))));
      if (gpu !== undefined && ++steps <= MOST_STEPS) enter(request, gpu, way, others, left);
    }
  };
  const enter = (
    request: number,
    gpu: number,
    { placement, inTheWay }: WayIn,
    others: readonly number[],
    left: number,
  ): void => {
    const mark = journal.length;
    const displaced = inTheWay.map((other) => {
      const resident = buckets.residentOf(gpu, other);
      apply(resident, { gpu, placement: other }, false);
      return resident;
    });
    apply(request, { gpu, placement }, true);
    rehouse([...displaced, ...others].sort(largestFirst), left - displaced.length);
    takeBack(mark);
  };
  const largestFirst = (a: number, b: number): number => memoryOf(b) - memoryOf(a) || a - b;
  const memoryOf = (request: number): number => model.profiles[profile[request] ?? 0]?.memory ?? 0;

  return {
    put(request, seat) {
      buckets.put(request, seat);
      seats.set(request, seat);
    },
    remove(request, seat) {
      buckets.remove(seat);
      seats.delete(request);
    },
    makeRoom(request, used) {
      const ordinal = profile[request] ?? 0;
      if (!fits(model, used.with(ordinal, (used[ordinal] ?? 0) + 1), fleet.gpus)) return undefined;
      steps = 0;
      displace(request, [], Math.min(most, ALL_PLANS));
      if (plans.length === 0 && most > ALL_PLANS) displace(request, [], most);
      const changes = plans.pop()?.changes ?? [];
      for (const step of changes) change(step.request, step.seat, step.isPut);
      const moved = new Map<number, Seat>();
      for (const other of new Set(changes.map((step) => step.request))) {
        const seat = seats.get(other);
        if (seat !== undefined && other !== request) moved.set(other, seat);
      }
      const seat = seats.get(request);
      return seat === undefined ? undefined : { seat, moved };
    },
  };
}

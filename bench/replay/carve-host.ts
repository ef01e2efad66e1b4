import type { Geometry, Placement } from '../../solver/model/gpu-model.ts';
import type { Workload } from '../workload/workload.ts';
import type { Chooser, Seat } from './chooser.ts';
import type { Fleet } from './fleet.ts';
import { createFleetMeasure, slicesOf } from './fleet-measure.ts';
import { type Host, NOTHING_DONE, type Tally } from './host.ts';

/** Makes room for a request by moving others; what it did is already done on the fleet when it answers. */
export interface Mover {
  /** Told of every placement that is put and removed, those of its own moves excepted. */
  put(request: number, seat: Seat): void;
  remove(request: number, seat: Seat): void;
  /**
   * Where the request goes, and who was moved where; undefined where no allowed number of moves makes room.
   *
   * @param used Instances in use, by profile ordinal, without the request.
   */
  makeRoom(
    request: number,
    used: Geometry,
  ): { readonly seat: Seat; readonly moved: ReadonlyMap<number, Seat> } | undefined;
}

/** A fleet in carve mode: an instance is created where the chooser says and destroyed when its pod leaves. */
export function createCarveHost(
  workload: Workload,
  fleet: Fleet,
  { chooser, mover, spread = false }: { readonly chooser: Chooser; readonly mover?: Mover; readonly spread?: boolean },
): Host {
  const { profile, isBandwidthHigh, model } = workload;
  const used = model.profiles.map(() => 0);
  const none = model.profiles.map(() => 0);
  const seats = new Map<number, Seat>();
  const measure = createFleetMeasure(fleet, workload);
  const highs = new Uint16Array(fleet.gpus);
  let contention = 0;
  let tally: Tally = NOTHING_DONE;

  /** Counts pods with high bandwidth on a GPU; a fleet that spreads them has its classes by that number. */
  const countHigh = (request: number, gpu: number, by: 1 | -1): void => {
    if (isBandwidthHigh[request] !== 1) return;
    const before = highs[gpu] ?? 0;
    contention += by === 1 ? before : 1 - before;
    highs[gpu] = before + by;
    if (spread) fleet.setClass(gpu, Math.min(before + by, fleet.classes - 1));
  };
  const settle = (request: number, seat: Seat): void => {
    seats.set(request, seat);
    countHigh(request, seat.gpu, 1);
  };
  const countUsed = (request: number, by: 1 | -1): void => {
    const ordinal = profile[request] ?? 0;
    used[ordinal] = (used[ordinal] ?? 0) + by;
  };

  return {
    place(request, now) {
      const seat = chooser.choose(profile[request] ?? 0, { isBandwidthHigh: isBandwidthHigh[request] === 1 });
      if (seat !== undefined) {
        fleet.put(seat.gpu, seat.placement);
        mover?.put(request, seat);
        settle(request, seat);
        countUsed(request, 1);
        return now;
      }
      const room = mover?.makeRoom(request, used);
      if (room === undefined) return undefined;
      for (const [other, to] of room.moved) {
        const from = seats.get(other);
        if (from !== undefined) countHigh(other, from.gpu, -1);
        settle(other, to);
      }
      settle(request, room.seat);
      countUsed(request, 1);
      const slices = [...room.moved.values()].reduce((sum, { placement }) => sum + placement.profile.memory, 0);
      tally = { ...tally, moves: tally.moves + room.moved.size, movedSlices: tally.movedSlices + slices };
      return now;
    },
    leave(request) {
      const seat = seats.get(request);
      if (seat === undefined) return;
      seats.delete(request);
      fleet.remove(seat.gpu, seat.placement);
      mover?.remove(request, seat);
      countHigh(request, seat.gpu, -1);
      countUsed(request, -1);
    },
    get tally() {
      return tally;
    },
    get usedSlices() {
      return slicesOf(model, used);
    },
    // Instances end with their pods, so none is ever idle.
    state: () => measure({ used, usedPerGpu: placementsPerGpu(seats.values()), idle: none, contention }),
  };
}

function placementsPerGpu(seats: Iterable<Seat>): Iterable<readonly Placement[]> {
  const perGpu = new Map<number, Placement[]>();
  for (const { gpu, placement } of seats) {
    const here = perGpu.get(gpu);
    if (here === undefined) perGpu.set(gpu, [placement]);
    else here.push(placement);
  }
  return perGpu.values();
}

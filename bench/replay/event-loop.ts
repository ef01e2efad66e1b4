import FlatQueue from 'flatqueue';
import type { Workload } from '../workload/workload.ts';
import type { Host, Tally } from './host.ts';
import { meanState } from './mean-state.ts';
import type { Outcome, Sample } from './outcome.ts';
import { createWaitingRoom } from './waiting-room.ts';

/** Times at which the fleet is looked at while things are counted, and of those, one in how many an outcome keeps. */
const LOOKS = 96;
const KEPT = 4;

/**
 * Plays a workload against a host. At equal times requests leave first, then who waited is placed, then new requests come, in
 * their order. Without a queue a request that finds no place is gone.
 */
export function playEvents(workload: Workload, host: Host, { queue }: { readonly queue: boolean }): Outcome {
  const { at, lifetime, profile, model, warmUp, end } = workload;
  const departures = new FlatQueue<number>(at.length);
  const waiting = createWaitingRoom(workload);
  const asked = model.profiles.map(() => 0);
  const accepted = model.profiles.map(() => 0);
  const samples: Sample[] = [];
  let firstRejection: Outcome['firstRejection'];
  let before: Tally | undefined;

  /** Tells when the request starts; undefined where it has no place. */
  const place = (request: number, now: number): number | undefined => {
    const start = host.place(request, now);
    if (start === undefined) return undefined;
    const stays = lifetime[request] ?? 0;
    if (stays !== Number.POSITIVE_INFINITY) departures.push(request, start + stays);
    if ((at[request] ?? 0) >= warmUp) accepted[profile[request] ?? 0] = (accepted[profile[request] ?? 0] ?? 0) + 1;
    return start;
  };
  /** Looks at the fleet at all times of looking before `time`, at which it is about to change. */
  const lookUntil = (time: number): void => {
    for (;;) {
      const look = warmUp + ((samples.length + 0.5) * (end - warmUp)) / LOOKS;
      if (samples.length === LOOKS || look >= time) return;
      samples.push({ time: look, state: host.state() });
    }
  };
  const departUntil = (time: number): void => {
    for (;;) {
      const next = departures.peekValue() ?? Number.POSITIVE_INFINITY;
      if (next > time) return;
      lookUntil(next);
      while (departures.peekValue() === next) host.leave(departures.pop() ?? 0);
      if (queue) waiting.serve((request) => place(request, next));
    }
  };

  for (const [request, now] of at.entries()) {
    departUntil(now);
    lookUntil(now);
    if (now >= warmUp) {
      before ??= host.tally;
      asked[profile[request] ?? 0] = (asked[profile[request] ?? 0] ?? 0) + 1;
    }
    if (place(request, now) !== undefined) continue;
    firstRejection ??= { time: now, slicesUsed: host.usedSlices };
    if (queue) waiting.enter(request);
  }
  departUntil(end);
  lookUntil(Number.POSITIVE_INFINITY);

  const done = difference(host.tally, before);
  return {
    asked,
    accepted,
    ...(firstRejection === undefined ? {} : { firstRejection }),
    ...done,
    mean: meanState(samples.map(({ state }) => state)),
    samples: samples.filter((_, index) => index % KEPT === 0),
    ...(queue ? { waits: waiting.waits() } : {}),
  };
}

function difference(after: Tally, before: Tally = after): Tally {
  return {
    moves: after.moves - before.moves,
    movedSlices: after.movedSlices - before.movedSlices,
    recuts: after.recuts - before.recuts,
    destroyed: after.destroyed - before.destroyed,
  };
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layoutTable, occupancyOf } from '../../solver/layout/layout-table.ts';
import type { Placement } from '../../solver/model/gpu-model.ts';
import { noDemand } from '../../solver/placement/demand.ts';
import { phi } from '../../solver/placement/phi.ts';
import { createRater } from '../../solver/placement/rater.ts';
import { gpu, model } from '../../solver/testing/shapes.ts';
import { createBoundedMover } from './bounded-mover.ts';
import type { Mover } from './carve-host.ts';
import { type Seat, UNMARKED } from './chooser.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createRankedChooser } from './ranked-chooser.ts';

const a100 = model('A100-40GB');
const table = layoutTable(a100);
const plain = a100.profiles.filter((profile) => profile.plain);

/** GPUs with these instances in use, each held by a request, and a last request that nobody has placed. */
function stage(gpus: readonly (readonly Placement[])[], wanted: number, most: number): Stage {
  const seats = gpus.flatMap((used, index): Seat[] => used.map((placement) => ({ gpu: index, placement })));
  const requests = {
    model: a100,
    profile: Uint8Array.from([...seats.map(({ placement }) => placement.profile.ordinal), wanted]),
  };
  const fleet = createFleet(table, gpus.length);
  const rating = createRater({ policy: phi, demand: noDemand }).of(a100);
  const chooser = createRankedChooser(fleet, rating);
  const mover = createBoundedMover(requests, fleet, { chooser, rating, most });
  for (const [request, seat] of seats.entries()) {
    fleet.put(seat.gpu, seat.placement);
    mover.put(request, seat);
  }
  const used = a100.profiles.map(
    ({ ordinal }) => seats.filter((each) => each.placement.profile.ordinal === ordinal).length,
  );
  return {
    fleet,
    mover,
    seats,
    room: chooser.choose(wanted, UNMARKED),
    makeRoom: () => mover.makeRoom(seats.length, used),
  };
}

interface Stage {
  readonly fleet: Fleet;
  readonly mover: Mover;
  readonly seats: readonly Seat[];
  readonly room: Seat | undefined;
  readonly makeRoom: () => ReturnType<Mover['makeRoom']>;
}

/** The fewest instances that must change their place so that one more fits: every set of them, every way to place them anew. */
function fewestMoves(gpus: readonly (readonly Placement[])[], wanted: number, most: number): number | undefined {
  const seats = gpus.flatMap((used, index): Seat[] => used.map((placement) => ({ gpu: index, placement })));
  const canPlace = (at: readonly (readonly Placement[])[], profiles: readonly number[]): boolean => {
    const [next, ...rest] = profiles;
    if (next === undefined) return true;
    return at.some((used, index) =>
      a100.placements.some(
        (placement) =>
          placement.profile.ordinal === next &&
          occupancyOf(table, [...used, placement]) !== undefined &&
          canPlace(at.with(index, [...used, placement]), rest),
      ),
    );
  };
  const without = (gone: readonly Seat[]): boolean => {
    const left = gpus.map((used, index) =>
      used.filter((each) => !gone.some((s) => s.gpu === index && s.placement === each)),
    );
    return canPlace(left, [wanted, ...gone.map(({ placement }) => placement.profile.ordinal)]);
  };
  for (let count = 1; count <= most; count++) if (subsets(seats, count).some(without)) return count;
  return undefined;
}

function subsets<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) => subsets(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}

const fleets = fc.array(
  fc
    .array(fc.constantFrom(...a100.placements.filter(({ profile }) => profile.plain)), { maxLength: 6 })
    .map((wanted) => {
      const kept: Placement[] = [];
      for (const each of wanted) if (occupancyOf(table, [...kept, each]) !== undefined) kept.push(each);
      return kept;
    }),
  { minLength: 1, maxLength: 3 },
);

describe('createBoundedMover', () => {
  it('finds a plan wherever moving one instance is enough, and none with fewer moves than it takes', () => {
    let found = 0;
    fc.assert(
      fc.property(fleets, fc.constantFrom(...plain), fc.integer({ min: 1, max: 3 }), (gpus, wanted, most) => {
        const { room, makeRoom } = stage(gpus, wanted.ordinal, most);
        if (room !== undefined) return;
        const plan = makeRoom();
        const fewest = fewestMoves(gpus, wanted.ordinal, Math.min(most, 2));
        if (fewest === 1) assert.notEqual(plan, undefined);
        if (fewest === 1 && most === 1) assert.equal(plan?.moved.size, 1);
        if (plan === undefined) return;
        found++;
        assert.ok(plan.moved.size <= most && plan.moved.size >= (fewest ?? 3));
      }),
      { numRuns: 400 },
    );
    assert.ok(found > 20, `${found} plans`);
  });

  it('leaves a fleet in which everybody has a place of the right profile', () => {
    fc.assert(
      fc.property(fleets, fc.constantFrom(...plain), (gpus, wanted) => {
        const { fleet, room, seats, makeRoom } = stage(gpus, wanted.ordinal, 3);
        const plan = room === undefined ? makeRoom() : undefined;
        const now = seats.map((seat, request) => plan?.moved.get(request) ?? seat);
        for (const [request, { placement }] of now.entries()) {
          assert.equal(placement.profile, seats[request]?.placement.profile);
        }
        const all = plan === undefined ? now : [...now, plan.seat];
        for (let index = 0; index < gpus.length; index++) {
          const here = all.filter((seat) => seat.gpu === index).map(({ placement }) => placement);
          assert.equal(fleet.occupancyOf(index), occupancyOf(table, here));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lets who is displaced displace another', () => {
    // A 4g needs the left half of GPU 0. Its 3g fits nowhere unless the 2g at the right of GPU 1 goes to GPU 2.
    const texts = ['3g.20gb@0 1g.5gb@4', '3g.20gb@0 2g.10gb@4 1g.5gb@6', '4g.20gb@0 3g.20gb@4', '4g.20gb@0 2g.10gb@4'];
    const gpus = texts.map((text) => gpu(text.replaceAll(/(@\d)/g, '$1*')).used);
    const four = plain.find(({ name }) => name === '4g.20gb')?.ordinal ?? -1;
    assert.deepEqual([fewestMoves(gpus, four, 2), stage(gpus, four, 2).makeRoom()?.moved.size], [2, 2]);
  });
});

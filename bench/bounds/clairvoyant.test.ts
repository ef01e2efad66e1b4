import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fits } from '../../solver/headroom/fit.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { publishedBoard } from '../../solver/testing/published.ts';
import { model } from '../../solver/testing/shapes.ts';
import { plainReplay } from '../testing/plain-replay.ts';
import { plainFirstFit, plainPhi, plainRepack } from '../testing/plain-rules.ts';
import { type Asked, stream } from '../testing/stream.ts';
import type { Workload } from '../workload/workload.ts';
import { clairvoyantBound } from './clairvoyant.ts';

const a100 = model('A100-40GB');
const SLACK = 1e-6;

async function acceptedSlices(workload: Workload, gpus: number): Promise<number> {
  const bound = await clairvoyantBound(workload, gpus);
  if (bound.kind === 'unknown') assert.fail(bound.reason);
  return bound.acceptedSlices;
}

/** Requests in order, with gaps and lifetimes in whole numbers so that arrivals and departures meet. */
function requestsOf(profiles: readonly string[], count: number): fc.Arbitrary<readonly Asked[]> {
  const request = fc.tuple(fc.nat(2), fc.nat(6), fc.constantFrom(...profiles));
  return fc.array(request, { minLength: 1, maxLength: count }).map((gaps) => {
    let now = 0;
    return gaps.map(([gap, lifetime, profile]): Asked => {
      now += gap;
      return [now, lifetime, profile];
    });
  });
}

const namesOf = ({ profiles }: GpuModel): readonly string[] => profiles.map(({ name }) => name);

/** The most slices that a set of counted requests has which fits at all times, by trying every set. */
function byTryingEverySet({ model: of, at, lifetime, profile, warmUp }: Workload, gpus: number): number {
  let most = 0;
  for (let chosen = 0; chosen < 2 ** at.length; chosen++) {
    const set = [...at.keys()].filter((request) => ((chosen >> request) & 1) === 1);
    const isThere = (request: number, time: number) => (at[request] ?? 0) + (lifetime[request] ?? 0) > time;
    const fitsAlways = set.every((last) => {
      const there = set.filter((request) => request === last || (request < last && isThere(request, at[last] ?? 0)));
      const counts = of.profiles.map(({ ordinal }) => there.filter((request) => profile[request] === ordinal).length);
      return fits(of, counts, gpus);
    });
    if (!fitsAlways) continue;
    const counted = set.filter((request) => (at[request] ?? 0) >= warmUp);
    const slices = counted.reduce((sum, request) => sum + (of.profiles[profile[request] ?? 0]?.memory ?? 0), 0);
    most = Math.max(most, slices);
  }
  return most;
}

/** The most of equal requests that `places` places can serve: of one too many, the one that would stay longest goes. */
function byInterval({ at, lifetime }: Workload, places: number): number {
  let [accepted, there]: [number, readonly number[]] = [0, []];
  for (const [request, now] of at.entries()) {
    const ends = [...there.filter((end) => end > now), now + (lifetime[request] ?? 0)].toSorted((a, b) => a - b);
    accepted += ends.length <= places ? 1 : 0;
    there = ends.slice(0, places);
  }
  return accepted;
}

describe('clairvoyantBound', () => {
  for (const name of ['A100-40GB', 'A30-24GB', 'RTX-PRO-6000-Blackwell-96GB']) {
    const of = model(name);
    it(`is never less than the best set of requests on ${name}, and hardly ever more`, async () => {
      let [equal, tried] = [0, 0];
      const cases = fc.tuple(requestsOf(namesOf(of), 9), fc.constantFrom(1, 2), fc.nat(3));
      await fc.assert(
        fc.asyncProperty(cases, async ([requests, gpus, warmUp]) => {
          const workload = stream(of, requests, { warmUp });
          const [bound, most] = [await acceptedSlices(workload, gpus), byTryingEverySet(workload, gpus)];
          assert.ok(bound >= most - SLACK, `${bound} < ${most}`);
          tried++;
          if (bound < most + SLACK) equal++;
        }),
        { numRuns: 40, seed: 20261124 },
      );
      assert.ok(equal >= 0.7 * tried, `${equal} of ${tried} equal`);
    });

    for (const { name: profile, limit, memory } of of.profiles) {
      it(`is the best schedule of intervals where all requests on ${name} are ${profile}`, async () => {
        await fc.assert(
          fc.asyncProperty(requestsOf([profile], 30), fc.constantFrom(1, 2), async (requests, gpus) => {
            const workload = stream(of, requests);
            const want = byInterval(workload, gpus * limit) * memory;
            const bound = await acceptedSlices(workload, gpus);
            assert.ok(Math.abs(bound - want) < SLACK, `${bound} instead of ${want}`);
          }),
          { numRuns: 5, seed: 20261125 },
        );
      });
    }
  }

  it('is never less than what policies and repacking accept, nor more than what was asked for', async () => {
    const board = publishedBoard('A100-40GB');
    const rules = [plainFirstFit(board), plainPhi(board, [...a100.profiles.keys()]), plainRepack(board)];
    const slices = (counts: readonly number[]) =>
      counts.reduce((sum, count, index) => sum + count * (a100.profiles[index]?.memory ?? 0), 0);
    await fc.assert(
      fc.asyncProperty(requestsOf(namesOf(a100), 60), fc.integer({ min: 1, max: 3 }), async (requests, gpus) => {
        const workload = stream(a100, requests, { warmUp: 10 });
        const bound = await acceptedSlices(workload, gpus);
        for (const rule of rules) {
          const { asked, accepted } = plainReplay(workload, gpus, rule);
          assert.ok(bound >= slices(accepted) - SLACK && bound <= slices(asked));
        }
      }),
      { numRuns: 15, seed: 20261127 },
    );
  });

  it('turns a long request down for two short ones', async () => {
    const workload = stream(a100, [
      [0, 10, '7g.40gb'],
      [1, 1, '7g.40gb'],
      [3, 1, '7g.40gb'],
    ]);
    assert.deepEqual(await clairvoyantBound(workload, 1), { kind: 'bound', askedSlices: 24, acceptedSlices: 16 });
  });

  it('does not count the warm-up, and is not hindered by it', async () => {
    const workload = stream(
      a100,
      [
        [0, 10, '7g.40gb'],
        [5, 1, '7g.40gb'],
      ],
      { warmUp: 5 },
    );
    assert.deepEqual(await clairvoyantBound(workload, 1), { kind: 'bound', askedSlices: 8, acceptedSlices: 8 });
  });

  it('may cut a request in parts, which no policy can', async () => {
    // Half the 7g beside the 1g.10gb and the 2g.10gb, and half the 3g once the first has left: 4 + 2 + 2 + 2 slices.
    const workload = stream(a100, [
      [0, 3, '1g.10gb'],
      [1, 6, '7g.40gb'],
      [2, 6, '2g.10gb'],
      [3, 3, '3g.20gb'],
    ]);
    assert.ok(Math.abs((await acceptedSlices(workload, 1)) - 10) < SLACK);
    assert.equal(byTryingEverySet(workload, 1), 8);
  });

  it('accepts all where there is room for all', async () => {
    const workload = stream(
      a100,
      namesOf(a100).map((name, index): Asked => [index, 9, name]),
    );
    assert.deepEqual(await clairvoyantBound(workload, 7), { kind: 'bound', askedSlices: 22, acceptedSlices: 22 });
  });

  it('of nothing is nothing', async () => {
    assert.deepEqual(await clairvoyantBound(stream(a100, []), 3), { kind: 'bound', askedSlices: 0, acceptedSlices: 0 });
  });
});

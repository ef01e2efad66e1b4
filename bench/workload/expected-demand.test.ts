import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { profilesInDemand } from '../../solver/placement/demand.ts';
import { ARRIVAL_ORDERS, type GeneratedWorkload, type Mix, type Scenario } from '../scenario.ts';
import { stream } from '../testing/stream.ts';
import { createWorkload } from './create-workload.ts';
import { demandOf } from './demand-of.ts';
import { fleetModel } from './fleet-model.ts';
import { mixNames, mixOn } from './mixes.ts';
import type { Workload } from './workload.ts';

const a100 = fleetModel('A100-40GB');
const THREE: Mix = { name: 'test', shares: { '1g.5gb': 0.6, '3g.20gb': 0.3, '7g.40gb': 0.1 } };

function make(change: Partial<GeneratedWorkload>, seed = 1): Workload {
  const scenario: Scenario = {
    fleet: { model: a100.name, gpus: 100, gpusPerNode: 8 },
    workload: {
      kind: 'generated',
      order: 'poisson',
      mix: THREE,
      load: 0.7,
      lifetimes: { kind: 'exponential' },
      warmUp: 0,
      counted: 20,
      bandwidthHigh: 0,
      ...change,
    },
    mode: { kind: 'carve' },
    queue: false,
  };
  return createWorkload(scenario, seed);
}

/** By name, of the profiles of which there is any. */
function byName(values: readonly number[], digits = 9): Readonly<Record<string, number>> {
  const named = a100.profiles.map(
    ({ name, ordinal }) => [name, Number((values[ordinal] ?? 0).toFixed(digits))] as const,
  );
  return Object.fromEntries(named.filter(([, value]) => value > 0));
}

describe('what is known of generated requests before they come', () => {
  it('is the same for every seed, whatever the seed draws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ARRIVAL_ORDERS), fc.integer(), (order, seed) => {
        const [one, other] = [make({ order, counted: 1 }), make({ order, counted: 1 }, seed)];
        assert.deepEqual([other.shares, other.inUse], [one.shares, one.inUse]);
      }),
      { numRuns: 30 },
    );
  });

  it('is of Poisson arrivals the mix, and what the load holds', () => {
    // A request has .6 + .3 * 4 + .1 * 8 = 2.6 slices in the mean; 560 slices are 215.38 requests.
    const { shares, inUse } = make({});
    assert.deepEqual(byName(shares), THREE.shares);
    assert.deepEqual(byName(inUse, 3), { '1g.5gb': 129.231, '3g.20gb': 64.615, '7g.40gb': 21.538 });
  });

  it('is of turns of ones and sevens half of the load each', () => {
    for (const order of ['ones-then-sevens', 'big-after-small-bursts', 'sevens-leave-then-ones'] as const) {
      assert.deepEqual(byName(make({ order }).inUse, 6), { '1g.5gb': 280, '7g.40gb': 35 });
    }
  });

  for (const order of ARRIVAL_ORDERS) {
    it(`is what comes in the long run: ${order}`, () => {
      // 40 periods of the longest. A count is off by its root, four times, and so are the rates of 100 lifetimes.
      const { shares, inUse, ...drawn } = make({ order, counted: 400 });
      for (const { name, ordinal, memory } of a100.profiles) {
        const stays = drawn.lifetime.filter((_, request) => drawn.profile[request] === ordinal);
        const share = stays.length / drawn.at.length;
        assert.ok(Math.abs(share - (shares[ordinal] ?? 0)) < 4 * Math.sqrt(0.25 / drawn.at.length), `share of ${name}`);
        // Where nothing leaves, all are in use in the end.
        const time = stays.reduce((sum, stay) => sum + (Number.isFinite(stay) ? stay / 400 : 1), 0);
        const error = order === 'fill' ? 4 * Math.sqrt(stays.length) : 4 * Math.sqrt((2 * stays.length) / 400 ** 2);
        assert.ok(
          Math.abs(time - (inUse[ordinal] ?? 0)) <= error + 1e-9,
          `${name} of ${memory}: ${time}, ${inUse[ordinal]}`,
        );
      }
    });
  }

  it('leaves a profile with exactly 1 % of the requests in demand, on every mix and seed', () => {
    for (const name of mixNames) {
      const mix = mixOn(a100, name);
      assert.ok(mix);
      for (const seed of [0, 1, 2, 3]) {
        const demanded: readonly string[] = profilesInDemand(a100, demandOf(make({ mix, counted: 1 }, seed))).map(
          (each) => each.name,
        );
        const want: readonly string[] = Object.entries(mix.shares).flatMap(([profile, share]) =>
          share > 0.009999 ? [profile] : [],
        );
        assert.deepEqual(demanded.toSorted(), want.toSorted(), name);
      }
    }
  });
});

describe('what is known of requests that are there already', () => {
  it('is what is asked for, and what would be in use in the counted time', () => {
    // Counted from 2 to 12: the 1g is there for 3 of 10, the one that comes in the warm-up and never leaves all the time.
    const { shares, inUse } = stream(
      a100,
      [
        [0, Number.POSITIVE_INFINITY, '2g.10gb'],
        [1, 1, '7g.40gb'],
        [4, 3, '1g.5gb'],
        [11, 9, '2g.10gb'],
      ],
      { warmUp: 2, end: 12 },
    );
    assert.deepEqual(byName(shares), { '1g.5gb': 0.25, '2g.10gb': 0.5, '7g.40gb': 0.25 });
    assert.deepEqual(byName(inUse), { '1g.5gb': 0.3, '2g.10gb': 1.1 });
  });
});

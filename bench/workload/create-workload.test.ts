import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  ARRIVAL_ORDERS,
  type GeneratedWorkload,
  type LifetimeSpec,
  type Scenario,
  type WorkloadSpec,
} from '../scenario.ts';
import { createWorkload } from './create-workload.ts';
import type { Workload } from './workload.ts';

const SKEW_SMALL = {
  name: 'skew-small',
  shares: { '1g.5gb': 0.3, '1g.10gb': 0.25, '2g.10gb': 0.2, '3g.20gb': 0.1, '4g.20gb': 0.1, '7g.40gb': 0.05 },
};
/** Memory slices of a request in the mean: .3 + .25*2 + .2*2 + .1*4 + .1*4 + .05*8. */
const SKEW_SMALL_MEMORY = 2.4;

const POISSON: GeneratedWorkload = {
  kind: 'generated',
  order: 'poisson',
  mix: SKEW_SMALL,
  load: 0.85,
  lifetimes: { kind: 'exponential' },
  warmUp: 8,
  counted: 32,
  bandwidthHigh: 0.2,
};

/** A scenario on 100 A100-40GB boards. */
function scenario(workload: WorkloadSpec, gpus = 100): Scenario {
  const fleet = { model: 'A100-40GB', gpus, gpusPerNode: 8 };
  return { fleet, workload, mode: { kind: 'carve' }, queue: false };
}

function make(change: Partial<GeneratedWorkload>, seed = 1, gpus = 100): Workload {
  return createWorkload(scenario({ ...POISSON, ...change }, gpus), seed);
}

/** Memory slices of each request. */
function memories({ model, profile }: Workload): readonly number[] {
  return Array.from(profile, (ordinal) => model.profiles[ordinal]?.memory ?? 0);
}

/** Requests by the name of their profile. */
function countByProfile({ model, profile }: Workload): Readonly<Record<string, number>> {
  const counts = Object.groupBy(profile, (ordinal) => model.profiles[ordinal]?.name ?? '');
  return Object.fromEntries(Object.entries(counts).map(([name, items]) => [name, items?.length ?? 0]));
}

function assertNear(found: number, want: number, error: number, what: string): void {
  assert.ok(Math.abs(found - want) <= error, `${what}: ${found}, wanted ${want} +- ${error}`);
}

describe('a generated workload', () => {
  it('is the same for the same seed, and another for another', () => {
    for (const order of ARRIVAL_ORDERS) {
      assert.deepEqual(make({ order }), make({ order }), order);
      assert.notDeepEqual(make({ order }), make({ order }, 2), order);
    }
  });

  it('never goes back in time, ends before its end, and asks only for profiles of its mix', () => {
    const specs = fc.record({
      order: fc.constantFrom(...ARRIVAL_ORDERS),
      load: fc.double({ min: 0.05, max: 1.5, noNaN: true }),
      counted: fc.double({ min: 0.5, max: 9, noNaN: true }),
      warmUp: fc.double({ min: 0, max: 3, noNaN: true }),
      lifetimes: fc.constantFrom<LifetimeSpec>(
        { kind: 'deterministic' },
        { kind: 'lognormal', sigma: 1.6 },
        { kind: 'resampled', name: 'file', values: [0, 1, 2, 9] },
      ),
    });
    fc.assert(
      fc.property(specs, fc.integer(), fc.integer({ min: 1, max: 9 }), (spec, seed, gpus) => {
        const workload = make(spec, seed, gpus);
        const { at, lifetime, profile, isBandwidthHigh } = workload;
        assert.ok(at.every((time, index) => time >= (at[index - 1] ?? 0) && time < workload.end));
        assert.ok(lifetime.every((time) => time >= 0));
        assert.deepEqual([workload.warmUp, workload.end], [spec.warmUp, spec.warmUp + spec.counted]);
        assert.equal(new Set([at.length, lifetime.length, profile.length, isBandwidthHigh.length]).size, 1);
        for (const name of Object.keys(countByProfile(workload))) assert.ok(name in SKEW_SMALL.shares);
      }),
      { numRuns: 300 },
    );
  });

  it('of every order but fill asks in the mean over time for the load that was asked, within four standard errors', () => {
    for (const order of ARRIVAL_ORDERS.filter((each) => each !== 'fill')) {
      for (const lifetimes of [{ kind: 'exponential' }, { kind: 'lognormal', sigma: 0.8 }] as const) {
        // Whole periods of each order. Lifetimes reach beyond the end, as they should: an arrival brings all of its own.
        const workload = make({ order, lifetimes, load: 0.7, warmUp: 20, counted: 100 });
        const work = memories(workload).map((memory, index) => memory * (workload.lifetime[index] ?? 0));
        const found = work.reduce((sum, one) => sum + one, 0) / 120;
        // A compound Poisson sum has the variance of the sum of the squares.
        const error = Math.sqrt(work.reduce((sum, one) => sum + one ** 2, 0)) / 120;
        assertNear(found, 0.7 * 800, 4 * error, `${order}, ${lifetimes.kind}`);
        assert.ok(4 * error < 0.1 * 560, 'the test would see a tenth too much');
      }
    }
  });

  it('marks a request as bandwidth-hungry with the probability that was asked', () => {
    const { isBandwidthHigh } = make({});
    const marked = isBandwidthHigh.reduce((sum, mark) => sum + mark, 0);
    assertNear(marked / isBandwidthHigh.length, 0.2, 4 * Math.sqrt(0.16 / isBandwidthHigh.length), 'share');
    assert.ok(make({ bandwidthHigh: 0 }).isBandwidthHigh.every((mark) => mark === 0));
    assert.ok(make({ bandwidthHigh: 1 }).isBandwidthHigh.every((mark) => mark === 1));
  });

  it('keeps what does not depend on a thing when that thing changes', () => {
    const before = make({});
    const other = make({ lifetimes: { kind: 'lognormal', sigma: 1.6 } });
    assert.deepEqual(
      [other.at, other.profile, other.isBandwidthHigh],
      [before.at, before.profile, before.isBandwidthHigh],
    );
    assert.notDeepEqual(other.lifetime, before.lifetime);
    assert.deepEqual({ ...make({ bandwidthHigh: 0.9 }), isBandwidthHigh: 0 }, { ...before, isBandwidthHigh: 0 });

    const twice = make({ load: 1.7 });
    const shared = before.at.length;
    assert.deepEqual(twice.profile.subarray(0, shared), before.profile);
    assert.deepEqual(twice.lifetime.subarray(0, shared), before.lifetime);
    assert.ok(before.at.every((time, index) => Math.abs((twice.at[index] ?? 0) - time / 2) < 1e-9));

    const longer = make({ counted: 64 });
    assert.deepEqual(longer.at.subarray(0, shared), before.at);
  });

  it('does not depend on the order in which a mix names its profiles', () => {
    const shares = Object.fromEntries(Object.entries(SKEW_SMALL.shares).toReversed());
    assert.deepEqual(make({ mix: { name: 'skew-small', shares } }), make({}));
  });

  it('refuses models, profiles and lifetimes that are not there, in a sentence', () => {
    const fleet = { model: 'A100-40', gpus: 8, gpusPerNode: 8 };
    assert.throws(() => createWorkload({ ...scenario(POISSON), fleet }, 1), {
      name: 'BadInput',
      message: 'there is no GPU model "A100-40"; did you mean A100-40GB?',
    });
    assert.throws(() => make({ mix: { name: 'mine', shares: { '1g.6gb': 1 } } }), {
      message: 'the mix "mine" does not fit: A100-40GB has no profile "1g.6gb"',
    });
    assert.throws(() => make({ mix: { name: 'mine', shares: {} } }), { message: 'the mix "mine" asks for no profile' });
    for (const values of [[], [0, 0]]) {
      assert.throws(() => make({ lifetimes: { kind: 'resampled', name: 'pods.csv', values } }), {
        message: 'pods.csv has no lifetime above 0',
      });
    }
  });
});

describe('Poisson arrivals', () => {
  it('come at load * slices / mean memory in a mean lifetime', () => {
    const { at } = make({});
    const want = (0.85 * 800 * 40) / SKEW_SMALL_MEMORY;
    assertNear(at.length, want, 4 * Math.sqrt(want), 'arrivals');
    // As many in the first half as in the second.
    const early = at.filter((time) => time < 20).length;
    assertNear(early, at.length / 2, 4 * Math.sqrt(at.length / 4), 'arrivals in the first half');
  });

  it('have gaps whose deviation is their mean', () => {
    const { at } = make({});
    const gaps = Array.from(at.subarray(1), (time, index) => time - (at[index] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    assertNear(Math.sqrt(variance) / mean, 1, 5 / Math.sqrt(gaps.length), 'coefficient of variation');
  });

  it('ask for the profiles by their shares', () => {
    const workload = make({});
    const counts = countByProfile(workload);
    for (const [name, share] of Object.entries(SKEW_SMALL.shares)) {
      const error = 4 * Math.sqrt((share * (1 - share)) / workload.at.length);
      assertNear((counts[name] ?? 0) / workload.at.length, share, error, name);
    }
  });

  it('stay for a time with mean 1 and the law that was asked', () => {
    const lifetimesOf = (lifetimes: LifetimeSpec): Float64Array => make({ lifetimes }).lifetime;
    const above = (values: Float64Array, bound: number): number =>
      values.filter((value) => value > bound).length / values.length;

    const exponential = lifetimesOf({ kind: 'exponential' });
    const error = (share: number): number => 4 * Math.sqrt((share * (1 - share)) / exponential.length);
    for (const bound of [0.5, 1, 3]) {
      assertNear(above(exponential, bound), Math.exp(-bound), error(Math.exp(-bound)), `longer than ${bound}`);
    }
    // The median of a lognormal law of mean 1 is exp(-sigma^2 / 2); 15.87 % lie one deviation above it.
    const lognormal = lifetimesOf({ kind: 'lognormal', sigma: 1.6 });
    assertNear(above(lognormal, Math.exp(-1.28)), 0.5, error(0.5), 'above the median');
    assertNear(above(lognormal, Math.exp(-1.28 + 1.6)), 0.15866, error(0.15866), 'above one deviation');
    assert.ok(lifetimesOf({ kind: 'deterministic' }).every((value) => value === 1));

    // Hours 2, 2, 8 have the mean 4.
    const resampled = lifetimesOf({ kind: 'resampled', name: 'file', values: [2, 2, 8] });
    assert.deepEqual([...new Set(resampled)].sort(), [0.5, 2]);
    assertNear(above(resampled, 1), 1 / 3, error(1 / 3), 'the long ones');
  });
});

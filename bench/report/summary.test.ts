import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { acceptedOf100, benchResult, counts, outcome, state } from '../testing/bench-results.ts';
import { bestPlacement, movesBought, standingOf, winners } from './standing.ts';
import { byAcceptance, policyIn, summarise } from './summary.ts';

/** So many seeds with these accepted of a hundred, up and down by a little that is the same for all policies. */
function around(accepted: number, seeds = 8, own: readonly number[] = []) {
  return Array.from({ length: seeds }, (_, seed) => acceptedOf100(accepted + (seed % 3) + (own[seed] ?? 0)));
}

function only(result: ReturnType<typeof benchResult>) {
  const [scenario] = summarise(result).scenarios;
  assert.ok(scenario);
  return scenario;
}

describe('summarise', () => {
  it('weighs acceptance by memory slices, and tells it by count and by profile, as mean over seeds', () => {
    const scenario = only(
      benchResult({
        a: {
          phi: [
            // 10 + 2 * 8 = 26 slices asked, 10 + 8 = 18 accepted; 12 requests, 11 accepted.
            outcome({ asked: counts({ '1g': 10, '7g': 2 }), accepted: counts({ '1g': 10, '7g': 1 }) }),
            // 4 + 4 * 8 = 36 slices asked, 2 + 4 * 8 = 34 accepted; 8 requests, 6 accepted.
            outcome({ asked: counts({ '1g': 4, '7g': 4 }), accepted: counts({ '1g': 2, '7g': 4 }) }),
          ],
        },
      }),
    );
    assert.deepEqual(
      scenario.profiles.map(({ name }) => name),
      ['1g.5gb', '7g.40gb'],
    );
    assert.equal(scenario.requests, 20);
    const phi = policyIn(scenario, 'phi');
    assert.equal(phi?.slices?.mean, (18 / 26 + 34 / 36) / 2);
    assert.equal(phi?.count, (11 / 12 + 6 / 8) / 2);
    assert.deepEqual(phi?.byProfile, [(1 + 0.5) / 2, (0.5 + 1) / 2]);
  });

  it('compares with the default on the same seeds only', () => {
    const result = benchResult({ a: { phi: around(90, 8), other: around(91, 9) } });
    const other = policyIn(only(result), 'other');
    assert.equal(other?.toDefault?.seeds, 8);
    assert.ok(Math.abs((other?.toDefault?.mean ?? 0) - 0.01) < 1e-12);
    assert.equal(other?.toDefault?.verdict, 'better');
  });

  it('calls a difference significant only where all seeds together show it, and never with fewer than six', () => {
    const noise = [3, -3, 2, -2, 4, -4, 1, -1];
    const of = (own: readonly number[], seeds: number) =>
      policyIn(only(benchResult({ a: { phi: around(90, seeds), other: around(90, seeds, own) } })), 'other')?.toDefault
        ?.verdict;
    assert.equal(of(noise, 8), 'equal');
    assert.equal(of([-1, -2, -1, -2, -1, -2, -1, -2], 8), 'worse');
    assert.equal(of([-1, -2, -1, -2, -1], 5), 'unknown');
  });

  it('takes no seed without a difference for evidence, as the sign test does not', () => {
    // Of twenty seeds so many are worse by one: 2 / 2^4 = .125 is chance, 2 / 2^6 = .03 is not.
    const worseOn = (count: number) => {
      const own = Array.from({ length: 20 }, (_, seed) => (seed < count ? -1 : 0));
      return policyIn(only(benchResult({ a: { phi: around(90, 20), other: around(90, 20, own) } })), 'other')
        ?.toDefault;
    };
    assert.deepEqual([worseOn(4)?.verdict, worseOn(4)?.nonZero], ['equal', 4]);
    assert.ok((worseOn(4)?.high ?? 0) < 0, 'the interval alone would have said worse');
    assert.equal(worseOn(6)?.verdict, 'worse');
  });

  it('says how far a policy stays behind repacking and behind the clairvoyant bound', () => {
    const result = benchResult(
      { a: { phi: [acceptedOf100(90), acceptedOf100(80)], repack: [acceptedOf100(95), acceptedOf100(89)] } },
      {
        bounds: [
          { scenario: 0, seed: 0, askedSlices: 100, acceptedSlices: 96 },
          { scenario: 0, seed: 1, askedSlices: 200, acceptedSlices: 180 },
        ],
      },
    );
    const phi = policyIn(only(result), 'phi');
    assert.ok(Math.abs((phi?.toRepack?.mean ?? 0) - 0.07) < 1e-12);
    assert.ok(Math.abs((phi?.toBound?.mean ?? 0) - (0.06 + 0.1) / 2) < 1e-12);
    assert.ok(Math.abs((only(result).bound?.mean ?? 0) - 0.93) < 1e-12);
  });

  it('gives the share of the gap to repacking that moves close, where there is a gap', () => {
    const close = only(benchResult({ a: { phi: around(80), 'phi+2': around(88), repack: around(90) } }));
    assert.ok(Math.abs((policyIn(close, 'phi+2')?.gapClosed ?? 0) - 0.8) < 1e-12);
    const none = only(benchResult({ a: { phi: around(90), 'phi+2': around(90), repack: around(90) } }));
    assert.equal(policyIn(none, 'phi+2')?.gapClosed, undefined);
  });

  it('counts moves and recuts for 1,000 requests over all seeds', () => {
    const result = benchResult({
      a: {
        phi: [acceptedOf100(1, { moves: 3, movedSlices: 8, recuts: 1, destroyed: 2 }), acceptedOf100(1, { moves: 1 })],
      },
    });
    assert.deepEqual(policyIn(only(result), 'phi')?.perThousand, {
      moves: 20,
      movedSlices: 40,
      recuts: 5,
      destroyed: 10,
    });
  });

  it('averages states, courses and first rejections', () => {
    const course = (...values: readonly number[]) =>
      values.map((stranded, time) => ({ time, state: state({ stranded, asShaped: [stranded, 0, 0, 0, 0, 0, 2] }) }));
    const result = benchResult({
      a: {
        phi: [
          acceptedOf100(1, {
            mean: state({ dead: 1 }),
            samples: course(1, 2, 3),
            firstRejection: { time: 4, slicesUsed: 10 },
          }),
          acceptedOf100(1, { mean: state({ dead: 4 }), samples: course(3, 8) }),
        ],
      },
    });
    const phi = policyIn(only(result), 'phi');
    assert.equal(phi?.state?.dead, 2.5);
    assert.deepEqual(
      phi?.series.map((sample) => [sample.time, sample.state.stranded, sample.state.asShaped[6]]),
      [
        [0, 2, 2],
        [1, 5, 2],
      ],
    );
    assert.deepEqual(phi?.firstRejection, { seeds: 1, time: 4, slicesUsed: 10 });
  });

  it('averages waiting times over the seeds that placed any, and counts who still waits', () => {
    const waits = (placed: number, stillWaiting: number, p50: number, p95: number) =>
      acceptedOf100(50, { waits: [{ placed, stillWaiting, p50, p95 }] });
    const result = benchResult({ a: { phi: [waits(9, 1, 2, 6), waits(5, 2, 4, 8), waits(0, 3, 0, 0)] } });
    assert.deepEqual(policyIn(only(result), 'phi')?.waits, [{ placed: 14, stillWaiting: 6, p50: 3, p95: 7 }]);
  });

  it('makes do with nothing at all, with a scenario without replays, and with requests that never came', () => {
    assert.deepEqual(summarise(benchResult({})).scenarios, []);
    const empty = only(benchResult({ a: {} }));
    assert.deepEqual([empty.policies, empty.requests, empty.bound], [[], 0, undefined]);
    const idle = policyIn(only(benchResult({ a: { phi: [outcome()] } })), 'phi');
    assert.deepEqual([idle?.slices, idle?.count, idle?.toDefault], [undefined, undefined, undefined]);
  });

  it('does not depend on the order in which replays stand in the result, within a policy', () => {
    const result = benchResult({ a: { phi: around(90), other: around(85, 8, [1, 2, 0, 3]) } });
    const means = (of: typeof result) => only(of).policies.map(({ slices }) => slices?.mean.toFixed(12));
    fc.assert(
      fc.property(fc.shuffledSubarray([...result.runs], { minLength: result.runs.length }), (runs) => {
        assert.deepEqual(means({ ...result, runs }), means(result));
      }),
      { numRuns: 20 },
    );
  });
});

describe('standing', () => {
  const result = benchResult({
    one: { phi: around(90), worse: around(80), better: around(92), 'phi+2': around(97), repack: around(98) },
    two: { phi: around(90), worse: around(80), better: around(89), 'phi+2': around(95), repack: around(98) },
  });
  const summary = summarise(result);

  it('counts where the default loses and wins against policies that only place, and leaves out the others', () => {
    const { compared, judged, losses, wins } = standingOf(summary);
    assert.deepEqual([compared, judged, wins], [4, 4, 3]);
    assert.deepEqual(
      losses.map(({ scenario, policy }) => [scenario.name, policy.policy]),
      [['one', 'better']],
    );
  });

  it('names the best that only place', () => {
    assert.deepEqual(
      summary.scenarios.map((scenario) => bestPlacement(scenario)?.policy),
      ['better', 'phi'],
    );
    assert.deepEqual(winners(summary), [
      ['better', 1],
      ['phi', 1],
    ]);
    assert.deepEqual(
      summary.scenarios.map((scenario) => byAcceptance(scenario.policies)[0]?.policy),
      ['repack', 'repack'],
    );
  });

  it('lists what moves buy, from none on', () => {
    const [scenario] = summary.scenarios;
    assert.ok(scenario);
    assert.deepEqual(
      movesBought(scenario).map(({ policy, allowed, closed }) => [policy, allowed, closed?.toFixed(3)]),
      [
        ['phi', 0, '0.000'],
        ['phi+2', 2, '0.875'],
      ],
    );
  });
});

describe('a bench of which replays are missing', () => {
  // Every second seed asks for much more. phi ran on all of them, the others on half.
  const hard = (best: number) => Array.from({ length: 12 }, (_, seed) => acceptedOf100(best - (seed % 2) * 40));
  const whole = benchResult({
    one: { phi: hard(90), 'phi+2': hard(96), worse: hard(80), repack: hard(98) },
    two: { phi: hard(90), worse: hard(88), unpaired: hard(99) },
  });
  const summary = summarise({
    ...whole,
    runs: whole.runs.filter(({ scenario, policy, seed }) => {
      if (scenario === 1) return policy === 'phi' ? seed < 6 : policy === 'unpaired' ? seed >= 6 : true;
      return policy === 'worse' || policy === 'phi+2' ? seed % 2 === 0 : true;
    }),
  });
  const [one = assert.fail(), two = assert.fail()] = summary.scenarios;

  it('orders policies by what they do on the seeds of phi', () => {
    const slices = (policy: string) => policyIn(one, policy)?.slices?.mean.toFixed(2);
    assert.deepEqual([slices('phi'), slices('worse')], ['0.70', '0.80']);
    const names = byAcceptance(one.policies).map(({ policy }) => policy);
    assert.deepEqual(names, ['repack', 'phi+2', 'phi', 'worse']);
    assert.equal(bestPlacement(one)?.policy, 'phi');
  });

  it('closes no more of the gap than on the seeds that all have', () => {
    assert.equal(policyIn(one, 'phi+2')?.gapClosed?.toFixed(9), (6 / 8).toFixed(9));
  });

  it('leaves out who shares no seed with phi', () => {
    assert.deepEqual(
      byAcceptance(two.policies).map(({ policy }) => policy),
      ['phi', 'worse', 'unpaired'],
    );
    assert.deepEqual(winners(summary), [['phi', 2]]);
  });

  it('names without phi the best of those that ran on the most seeds', () => {
    const few = benchResult({ a: { one: hard(80), other: hard(79), short: hard(90).slice(0, 1) } });
    assert.equal(bestPlacement(only(few))?.policy, 'one');
  });
});

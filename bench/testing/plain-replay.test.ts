import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { erlangB } from '../../solver/repartition/erlang-b.ts';
import { publishedBoard } from '../../solver/testing/published.ts';
import { model } from '../../solver/testing/shapes.ts';
import { createRandom } from '../cluster/random.ts';
import { mean } from '../statistics/mean.ts';
import { plainReplay } from './plain-replay.ts';
import { plainBestFit, plainFirstFit, plainPhi, plainRepack } from './plain-rules.ts';
import { standardError } from './standard-error.ts';
import { type Asked, stream } from './stream.ts';

const a100 = model('A100-40GB');
const board = publishedBoard('A100-40GB');
const rules = {
  'first fit': plainFirstFit(board),
  'best fit': plainBestFit(board),
  PHI: plainPhi(board, [...board.profiles.keys()]),
  repacking: plainRepack(board),
};

/** Counts by name of profile, those of 0 left out. */
function named(counts: readonly number[]): Readonly<Record<string, number>> {
  const entries = counts.map((count, index) => [board.profiles[index]?.name ?? '', count] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}

describe('plainReplay', () => {
  for (const [name, rule] of Object.entries(rules)) {
    it(`by ${name} lets who leaves at the time of an arrival leave first`, () => {
      const requests: Asked[] = [
        [0, 1, '7g.40gb'],
        [1, 1.5, '7g.40gb'],
        [2, 9, '7g.40gb'],
        [2.5, 0, '7g.40gb'],
        [2.5, 1, '7g.40gb'],
      ];
      const outcome = plainReplay(stream(a100, requests), 1, rule);
      assert.deepEqual(named(outcome.asked), { '7g.40gb': 5 });
      assert.deepEqual(named(outcome.accepted), { '7g.40gb': 4 });
      assert.deepEqual(outcome.firstRejection, { time: 2, slicesUsed: 8 });
    });

    it(`by ${name} counts from the warm-up to the end, and rejections from the start`, () => {
      const requests: Asked[] = [
        [0, 3, '3g.20gb'],
        [0, 3, '3g.20gb'],
        [0, 1, '7g.40gb'],
        [2, 3, '7g.40gb'],
        [2, 1, '1g.5gb'],
        [4, 2, '2g.10gb'],
      ];
      const outcome = plainReplay(stream(a100, requests, { warmUp: 2, end: 6 }), 1, rule);
      assert.deepEqual(named(outcome.asked), { '7g.40gb': 1, '1g.5gb': 1, '2g.10gb': 1 });
      assert.deepEqual(named(outcome.accepted), { '2g.10gb': 1 });
      assert.deepEqual(outcome.firstRejection, { time: 0, slicesUsed: 8 });
      // From 2 to 3 both 3g, then nothing, from 4 to 6 the 2g: 8 + 0 + 2 + 2 slices over 4, and 3 of 4 with a GPU in use.
      assert.deepEqual(outcome.mean, { usedSlices: 3, gpusActive: 0.75 });
    });

    it(`by ${name} rejects nothing while there is room`, () => {
      const outcome = plainReplay(
        stream(
          a100,
          [
            [0, 5, '4g.20gb'],
            [1, 5, '3g.20gb'],
          ],
          { end: 2 },
        ),
        1,
        rule,
      );
      assert.deepEqual(outcome.accepted, outcome.asked);
      assert.equal('firstRejection' in outcome, false);
    });

    it(`by ${name} blocks 7g as often as Erlang's B formula says`, () => {
      const [gpus, offered] = [5, 4.25];
      const outcomes = Array.from({ length: 12 }, (_, seed) => plainReplay(sevens(seed, offered), gpus, rule));
      const blocked = outcomes.map(({ asked, accepted }) => 1 - (accepted.at(-1) ?? 0) / (asked.at(-1) ?? 0));
      const want = erlangB(gpus, offered);
      assertNear(blocked, want);
      // Little's law: as many are there as come in a lifetime and are not blocked.
      assertNear(
        outcomes.map(({ mean: { usedSlices } }) => usedSlices / 8),
        offered * (1 - want),
      );
      assertNear(
        outcomes.map(({ mean: { gpusActive } }) => gpusActive),
        offered * (1 - want),
      );
    });
  }

  it('accepts a 4g after a 1g where the 1g went right or can be moved', () => {
    const workload = stream(a100, [
      [0, 9, '1g.5gb'],
      [1, 9, '4g.20gb'],
    ]);
    const accepted = Object.entries(rules).map(([name, rule]) => [name, plainReplay(workload, 1, rule).accepted[5]]);
    assert.deepEqual(accepted, [
      ['first fit', 0],
      ['best fit', 1],
      ['PHI', 1],
      ['repacking', 1],
    ]);
  });

  it('only by repacking makes room for a 7g where two halves are in use', () => {
    // Both 4g leave at 1, and a 3g stays on either GPU.
    const requests: Asked[] = [
      [0, 1, '4g.20gb'],
      [0, 9, '3g.20gb'],
      [0, 1, '4g.20gb'],
      [0, 9, '3g.20gb'],
      [1, 1, '7g.40gb'],
    ];
    const accepted = Object.entries(rules).map(([name, rule]) => [
      name,
      plainReplay(stream(a100, requests), 2, rule).accepted[6],
    ]);
    assert.deepEqual(accepted, [
      ['first fit', 0],
      ['best fit', 0],
      ['PHI', 0],
      ['repacking', 1],
    ]);
  });

  it('does not let a rule put an instance where another is, or where none may start', () => {
    const workload = stream(a100, [
      [0, 9, '1g.5gb'],
      [1, 9, '1g.5gb'],
    ]);
    const twice = { kind: 'place', place: () => ({ gpu: 0, start: 3 }) } as const;
    assert.throws(() => plainReplay(workload, 1, twice), /cannot be at 3 on GPU 0/);
    const last = { kind: 'place', place: () => ({ gpu: 0, start: 7 }) } as const;
    assert.throws(() => plainReplay(workload, 1, last), /cannot be at 7 on GPU 0/);
  });
});

/** Requests for 7g at random, `offered` in a mean lifetime, over 60 of them after 10 that are not counted. */
function sevens(seed: number, offered: number) {
  const random = createRandom(seed);
  const exponential = () => -Math.log((random.below(1_000_000_000) + 0.5) / 1_000_000_000);
  const requests: Asked[] = [];
  for (let at = exponential() / offered; at < 70; at += exponential() / offered) {
    requests.push([at, exponential(), '7g.40gb']);
  }
  return stream(a100, requests, { warmUp: 10, end: 70 });
}

/** Fails where the mean of independent values lies farther from the true one than chance explains. */
function assertNear(values: readonly number[], want: number): void {
  const [got, error] = [mean(values), standardError(values)];
  assert.ok(Math.abs(got - want) < 2.5 * error, `${got} +- ${error} instead of ${want}`);
  assert.ok(error < 0.05 * want, `${error} is too little to go by`);
}

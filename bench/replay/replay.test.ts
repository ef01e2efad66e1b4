import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpuModels } from '../../solver/model/catalogue.ts';
import { erlangB } from '../../solver/repartition/erlang-b.ts';
import { type PublishedBoard, publishedBoard } from '../../solver/testing/published.ts';
import type { Scenario } from '../scenario.ts';
import { type PlainRule, plainReplay } from '../testing/plain-replay.ts';
import { plainBestFit, plainFirstFit, plainPhi, plainRepack } from '../testing/plain-rules.ts';
import { stream } from '../testing/stream.ts';
import { createWorkload } from '../workload/create-workload.ts';
import { fleetModel } from '../workload/fleet-model.ts';
import { slicesOf } from './fleet-measure.ts';
import { contendersIn, replay } from './replay.ts';

/** A scenario in carve mode with all plain profiles of a model alike, or with one alone. */
function scenario(model: string, gpus: number, load: number, counted: number, only?: string): Scenario {
  const plain = fleetModel(model).profiles.filter(
    (profile) => profile.plain && (only ?? profile.name) === profile.name,
  );
  return {
    fleet: { model, gpus, gpusPerNode: 8 },
    workload: {
      kind: 'generated',
      order: 'poisson',
      mix: { name: 'test', shares: Object.fromEntries(plain.map(({ name }) => [name, 1 / plain.length])) },
      load,
      lifetimes: { kind: 'exponential' },
      warmUp: 1,
      counted,
      bandwidthHigh: 0,
    },
    mode: { kind: 'carve' },
    queue: false,
  };
}

describe('replay', () => {
  const rules: readonly [name: string, rule: (board: PublishedBoard, demanded: readonly number[]) => PlainRule][] = [
    ['first-fit', plainFirstFit],
    ['best-fit', plainBestFit],
    ['phi', plainPhi],
    ['repack', plainRepack],
  ];
  for (const [policy, rule] of rules) {
    for (const { name } of gpuModels.filter(
      ({ family }, index, all) => all.findIndex((m) => m.family === family) === index,
    )) {
      it(`accepts what a plain event loop accepts: ${policy} on ${name}`, () => {
        for (const seed of [1, 2, 3]) {
          const asked = scenario(name, 3, 0.9, 6);
          const workload = createWorkload(asked, seed);
          const demanded = workload.shares.flatMap((share, ordinal) => (share >= 0.01 ? [ordinal] : []));
          const want = plainReplay(workload, 3, rule(publishedBoard(name), demanded));
          const outcome = replay(asked, policy, workload, seed);
          assert.deepEqual(outcome.asked, want.asked);
          assert.deepEqual(outcome.accepted, want.accepted);
          assert.deepEqual(outcome.firstRejection, want.firstRejection);
          // Looked at 96 times and not all the time.
          assert.ok(Math.abs(outcome.mean.usedSlices / want.mean.usedSlices - 1) < 0.15);
          assert.ok(Math.abs(outcome.mean.gpusActive - want.mean.gpusActive) < 0.3);
        }
      });
    }
  }

  it('rejects whole-GPU requests as often as Erlang says', () => {
    // About 20,000 requests for 20 servers at an offered load of 18: B = 0.1092, one standard error is about 0.004.
    const asked = scenario('A100-40GB', 20, 0.9, 1100, '7g.40gb');
    const want = erlangB(20, 18);
    for (const policy of ['phi', 'random', 'repack']) {
      const { asked: all, accepted } = replay(asked, policy, createWorkload(asked, 7), 7);
      const blocked = 1 - (accepted.at(-1) ?? 0) / (all.at(-1) ?? 1);
      assert.ok(Math.abs(blocked - want) < 0.015, `${policy}: ${blocked} and ${want}`);
    }
  });

  it('is the same for the same seed, and tells chance by the seed', () => {
    const asked = scenario('A100-40GB', 8, 1, 5);
    const workload = createWorkload(asked, 1);
    for (const { name } of contendersIn(asked.mode)) {
      assert.deepEqual(replay(asked, name, workload, 1), replay(asked, name, workload, 1), name);
    }
    assert.notDeepEqual(replay(asked, 'random', workload, 1), replay(asked, 'random', workload, 2));
  });

  it('lets more slices in where pods may be moved, and moves none where they may not', () => {
    const asked = scenario('A100-40GB', 8, 1, 20);
    const workload = createWorkload(asked, 3);
    const outcomes = ['phi', 'phi+1', 'phi+2', 'repack'].map((policy) => replay(asked, policy, workload, 3));
    const slices = outcomes.map(({ accepted }) => slicesOf(workload.model, accepted));
    assert.deepEqual(
      slices,
      slices.toSorted((a, b) => a - b),
    );
    assert.deepEqual(
      outcomes.map(({ moves }) => moves > 0),
      [false, true, true, false],
    );
  });

  it('lets requests wait in the order in which they came, and small ones pass', () => {
    const a100 = fleetModel('A100-40GB');
    const workload = stream(
      a100,
      [
        [0, 10, '4g.20gb'],
        [1, 10, '7g.40gb'],
        [2, 4, '3g.20gb'],
        [3, 2, '3g.20gb'],
        [4, 1, '4g.20gb'],
      ],
      { end: 30 },
    );
    const asked: Scenario = { ...scenario('A100-40GB', 1, 1, 1), queue: true };
    const { accepted, waits, firstRejection } = replay(asked, 'phi', workload, 0);
    // The 3g of time 2 passes the 7g; the one of time 3 gets its place at 6. The 7g fits once all have gone, at 10, before the 4g.
    assert.deepEqual(firstRejection, { time: 1, slicesUsed: 4 });
    const waited = Object.fromEntries(a100.profiles.map(({ name }, ordinal) => [name, waits?.[ordinal]]));
    assert.deepEqual(waited['3g.20gb'], { placed: 1, stillWaiting: 0, p50: 3, p95: 3 });
    assert.deepEqual(waited['7g.40gb'], { placed: 1, stillWaiting: 0, p50: 9, p95: 9 });
    assert.deepEqual(waited['4g.20gb'], { placed: 1, stillWaiting: 0, p50: 16, p95: 16 });
    assert.equal(
      accepted.reduce((a, b) => a + b),
      5,
    );
  });
});

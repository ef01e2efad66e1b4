import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Scenario, TraceWorkload } from '../scenario.ts';
import { createWorkload } from './create-workload.ts';
import type { Workload } from './workload.ts';

/** Each request has a lifetime of its own, which tells it from the others. */
const TRACE: TraceWorkload = {
  kind: 'trace',
  name: 'pods.csv',
  at: [0, 1, 1, 4],
  lifetime: [10, 11, 12, 13],
  profile: ['1g.5gb', '7g.40gb', '2g.10gb', '3g.20gb'],
  pod: [0, 1, 2, 3],
  warmUp: 0.5,
};

function replay(trace: TraceWorkload, seed: number): Workload {
  const fleet = { model: 'A100-40GB', gpus: 8, gpusPerNode: 8 };
  const scenario: Scenario = { fleet, workload: trace, mode: { kind: 'carve' }, queue: false };
  return createWorkload(scenario, seed);
}

function requests({ model, profile, lifetime }: Workload): readonly string[] {
  return Array.from(profile, (ordinal, index) => `${model.profiles[ordinal]?.name} ${lifetime[index]}`);
}

describe('a workload from a trace', () => {
  it('is the trace as it was with seed 0, until its last arrival', () => {
    const workload = replay(TRACE, 0);
    assert.deepEqual([...workload.at], [0, 1, 1, 4]);
    assert.deepEqual(requests(workload), ['1g.5gb 10', '7g.40gb 11', '2g.10gb 12', '3g.20gb 13']);
    assert.deepEqual([workload.warmUp, workload.end], [0.5, 4]);
    assert.deepEqual([...workload.isBandwidthHigh], [0, 0, 0, 0]);
  });

  it('has with another seed the same requests at the same times in another order, each order as likely', () => {
    const want = requests(replay(TRACE, 0)).toSorted();
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= 2400; seed++) {
      const workload = replay(TRACE, seed);
      const found = requests(workload);
      if (seed < 50) assert.deepEqual([[...workload.at], found.toSorted()], [[0, 1, 1, 4], want]);
      seen.set(found.join(), (seen.get(found.join()) ?? 0) + 1);
    }
    // 24 orders, 100 times each: five deviations are 49.
    assert.equal(seen.size, 24);
    assert.ok(
      [...seen.values()].every((times) => Math.abs(times - 100) < 49),
      String([...seen.values()]),
    );
    assert.deepEqual(replay(TRACE, 7), replay(TRACE, 7));
  });

  it('keeps the requests of a pod together, whatever the seed', () => {
    // The pod with lifetime 20 has three GPUs; the others come at 0 and 5.
    const gang: TraceWorkload = {
      ...TRACE,
      at: [0, 2, 2, 2, 5],
      lifetime: [10, 20, 20, 20, 30],
      profile: ['1g.5gb', '7g.40gb', '7g.40gb', '7g.40gb', '3g.20gb'],
      pod: [0, 1, 1, 1, 2],
      warmUp: 0,
    };
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const { at, lifetime } = replay(gang, seed);
      const times = Map.groupBy(at.keys(), (request) => lifetime[request] ?? 0);
      const ats = [10, 20, 30].map((pod) => [...new Set(times.get(pod)?.map((request) => at[request]))]);
      assert.deepEqual(ats.flat().toSorted(), [0, 2, 5]);
      assert.equal(times.get(20)?.length, 3);
      assert.deepEqual([...at], [...at].toSorted());
      seen.add(ats.join());
      if (seed === 0) assert.deepEqual([...at], gang.at);
    }
    assert.equal(seen.size, 6, 'every order of the three pods');
  });

  it('that has come before the warm-up is over is looked at until it has left', () => {
    assert.equal(replay({ ...TRACE, warmUp: 4 }, 0).end, 17);
  });

  it('is refused where the model lacks a profile', () => {
    assert.throws(() => replay({ ...TRACE, profile: ['1g.5gb', '1g.6gb', '2g.10gb', '3g.20gb'] }, 0), {
      name: 'BadInput',
      message: 'pods.csv does not fit: A100-40GB has no profile "1g.6gb"',
    });
  });
});

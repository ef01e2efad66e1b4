import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { everyOccupancy } from '../../solver/layout/layout-table.ts';
import { gpuModels } from '../../solver/model/catalogue.ts';
import type { GpuModel } from '../../solver/model/gpu-model.ts';
import { ecc } from '../../solver/placement/configuration-capability.ts';
import type { Demand } from '../../solver/placement/demand.ts';
import { phi } from '../../solver/placement/phi.ts';
import type { Policy } from '../../solver/placement/policy.ts';
import { createRater, type Rater } from '../../solver/placement/rater.ts';
import { model } from '../../solver/testing/shapes.ts';
import { clusterOf, nodeObject } from '../testing/objects.ts';
import { createSessions } from './session.ts';

describe('sessions', () => {
  const cluster = clusterOf(nodeObject('a', { gpus: [''] }));
  const a100 = model('A100-40GB');
  const demanding = (ones: number, fours: number): Demand =>
    new Map([
      ['1g.5gb', ones],
      ['4g.20gb', fours],
    ]);

  /** Whether the session of one demand, in which an A100 was rated, goes on with the rater for another demand. */
  function keepsRater(policy: Policy, before: Demand, after: Demand): boolean {
    const sessions = createSessions({ policy, costs: new Map() });
    const { rater } = sessions({ ...cluster, demand: before });
    rater.of(a100);
    return sessions({ ...cluster, demand: after }).rater === rater;
  }

  const cases: readonly [Policy, Demand, boolean, string][] = [
    [phi, demanding(700, 500), true, 'the same profiles are in demand in other shares'],
    [phi, demanding(700, 0), false, 'a profile is not in demand any more'],
    [phi, new Map([...demanding(500, 500), ['1g.6gb', 1000]]), true, 'something is asked for that the model lacks'],
    [ecc, demanding(1000, 1000), true, 'the shares that the policy looks at are the same'],
    [ecc, demanding(700, 500), false, 'the shares that the policy looks at are others'],
  ];
  for (const [policy, after, isKept, when] of cases) {
    it(`${isKept ? 'keep what they know' : 'judge anew'} when ${when} (${policy.name})`, () => {
      assert.equal(keepsRater(policy, demanding(500, 500), after), isKept);
    });
  }

  it('rate as somebody would who has only ever seen the newest demand, whichever models came up before', () => {
    const some = fc.constantFrom(...gpuModels.slice(0, 4));
    const names = [...new Set(gpuModels.slice(0, 4).flatMap(({ profiles }) => profiles.map(({ name }) => name)))];
    const demand = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(0, 1, 400), { maxKeys: 4 });
    const steps = fc.array(fc.tuple(demand, fc.array(some, { maxLength: 2 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(phi, ecc), steps, some, (policy, history, asked) => {
        const sessions = createSessions({ policy, costs: new Map() });
        for (const [counts, models] of history) {
          const newest: Demand = new Map(Object.entries(counts));
          const { rater } = sessions({ ...cluster, demand: newest });
          const fresh = createRater({ policy, demand: newest });
          for (const each of [...models, asked]) assert.deepEqual(keysOf(rater, each), keysOf(fresh, each));
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** A rater's opinion of every placement on every GPU of a model. */
function keysOf(rater: Rater, of: GpuModel): readonly unknown[] {
  const { table, key } = rater.of(of);
  return everyOccupancy(table).flatMap((occupancy) => of.placements.map((placement) => key(occupancy, placement)));
}

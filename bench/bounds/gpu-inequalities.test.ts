import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { everyGeometry, publishedBoard } from '../../solver/testing/published.ts';
import { model } from '../../solver/testing/shapes.ts';
import { gpuInequalities } from './gpu-inequalities.ts';
import { maximize } from './linear-program.ts';

/** One model of each family: the others of a family differ in names only. */
const FAMILIES = ['A100-40GB', 'A30-24GB', 'RTX-PRO-6000-Blackwell-96GB'];

const every = (name: string): readonly number[] => [...model(name).profiles.keys()];

function dot(counts: readonly number[], weights: readonly number[]): number {
  return counts.reduce((sum, count, index) => sum + count * (weights[index] ?? 0), 0);
}

describe('gpuInequalities', () => {
  for (const name of FAMILIES) {
    const { profiles } = model(name);
    const geometries = everyGeometry(publishedBoard(name));

    it(`hold for every set of instances that a ${name} can hold, as published`, () => {
      for (const { limit, perInstance } of gpuInequalities(model(name), every(name))) {
        for (const geometry of geometries) assert.ok(dot(geometry, perInstance) <= limit, `${geometry}`);
        assert.ok(
          geometries.some((geometry) => dot(geometry, perInstance) === limit),
          'a set reaches the limit',
        );
      }
    });

    it(`allow in fractions no more on a ${name} than mixtures of such sets, whatever instances are worth`, async () => {
      const inequalities = gpuInequalities(model(name), every(name));
      const weights = fc.array(fc.nat(12), { minLength: profiles.length, maxLength: profiles.length });
      await fc.assert(
        fc.asyncProperty(weights, async (worths) => {
          const most = Math.max(...geometries.map((geometry) => dot(geometry, worths)));
          const got = await mostWorth(inequalities, worths);
          assert.ok(Math.abs(got - most) < 1e-6, `${got} instead of ${most}`);
        }),
        { numRuns: 60, seed: 20261120 },
      );
    });

    it(`without those that follow from others allow a ${name} the same`, async () => {
      const all = gpuInequalities(model(name), every(name));
      const choices = fc.tuple(fc.subarray([...every(name)], { minLength: 1 }), fc.array(fc.nat(9), { minLength: 11 }));
      await fc.assert(
        fc.asyncProperty(choices, async ([some, worths]) => {
          const few = gpuInequalities(model(name), some);
          assert.ok(few.length > 0 && few.length <= all.length);
          const ofSome = profiles.map(({ ordinal }) => (some.includes(ordinal) ? (worths[ordinal] ?? 0) : 0));
          const [got, want] = [await mostWorth(few, ofSome), await mostWorth(all, ofSome)];
          assert.ok(Math.abs(got - want) < 1e-6, `${got} instead of ${want}`);
        }),
        { numRuns: 30, seed: 20261121 },
      );
    });
  }

  it('of plain profiles with 7 compute slices are four: compute, memory, pairs and the left half', () => {
    const of = model('A100-40GB');
    const plain = of.profiles.filter((profile) => profile.plain).map(({ ordinal }) => ordinal);
    assert.deepEqual(
      gpuInequalities(of, plain).map(({ limit }) => limit),
      [7, 8, 3, 1],
    );
  });
});

/** The most that fractions of instances on one GPU are worth; those that are worth nothing are left out. */
async function mostWorth(inequalities: ReturnType<typeof gpuInequalities>, worths: readonly number[]): Promise<number> {
  const instances = [...worths.keys()].map((profile) => ({
    worth: worths[profile] ?? 0,
    limit: (worths[profile] ?? 0) === 0 ? 0 : 8,
    entries: inequalities.map(({ perInstance }, row) => [row, perInstance[profile] ?? 0] as const),
  }));
  const sums = inequalities.map(({ limit }, row) => ({ worth: 0, limit, entries: [[row, -1] as const] }));
  const solution = await maximize({ rows: inequalities.length, columns: [...instances, ...sums] });
  if (solution.kind === 'unknown') assert.fail(solution.reason);
  return solution.worth;
}

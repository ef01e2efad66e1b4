import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mostWorth } from '../testing/exact-layouts.ts';
import { type LayoutProgram, objectiveOf } from './layout-program.ts';
import { nearBest } from './near-best.ts';
import { findPrices } from './prices.ts';
import { solveLayouts } from './solve-layouts.ts';

const limit = { now: () => performance.now(), milliseconds: 5000 };

/** Classes of a few GPUs with a few options of any counts and costs, and worths that never rise. */
const programs: fc.Arbitrary<LayoutProgram> = fc.record({
  classes: fc.array(
    fc.record({
      count: fc.integer({ min: 1, max: 6 }),
      options: fc.array(fc.record({ counts: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }), cost: fc.nat(40) }), {
        minLength: 1,
        maxLength: 5,
      }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  worth: fc.array(
    fc
      .array(fc.record({ worth: fc.integer({ min: 1, max: 50 }), count: fc.integer({ min: 1, max: 4 }) }), {
        maxLength: 6,
      })
      .map((steps) => steps.sort((a, b) => b.worth - a.worth)),
    { minLength: 3, maxLength: 3 },
  ),
});

/** Every GPU and every instance by itself. */
function optimaOf(cases: readonly LayoutProgram[]): Promise<readonly number[]> {
  return mostWorth(
    cases.map(({ classes, worth }) => ({
      gpus: classes.flatMap(({ count, options }) => Array.from({ length: count }, () => options)),
      worths: worth.map((steps) => steps.flatMap(({ worth, count }) => Array.from({ length: count }, () => worth))),
    })),
  );
}

describe('solveLayouts', () => {
  const cases = fc.sample(programs, { numRuns: 300, seed: 11 });

  it('finds what HiGHS finds, whatever the options, and proves it', async () => {
    const solutions = cases.map((program) => solveLayouts(program, limit));
    for (let from = 0; from < cases.length; from += 20) {
      const want = await optimaOf(cases.slice(from, from + 20));
      assert.deepEqual(
        solutions.slice(from, from + 20).map(({ objective }) => objective),
        want,
      );
    }
    for (const [at, { status, objective, bound, amounts }] of solutions.entries()) {
      assert.deepEqual([status, bound], ['optimal', objective]);
      const program = cases[at] ?? assert.fail();
      assert.equal(objectiveOf(program, amounts), objective);
      assert.deepEqual(
        amounts.map((each) => each.reduce((sum, amount) => sum + amount, 0)),
        program.classes.map(({ count }) => count),
        'every GPU has one option',
      );
    }
  });

  it('comes within the slack that it is given of what HiGHS finds, with a bound that holds', async () => {
    const want = await optimaOf(cases.slice(0, 100));
    const statuses = new Set<string>();
    for (const [at, program] of cases.slice(0, 100).entries()) {
      const { status, objective, bound } = solveLayouts(program, limit, { slack: 5 });
      const best = want[at] ?? 0;
      assert.ok(objective <= best && best <= bound && bound <= objective + 5, `${objective}, ${best}, ${bound}`);
      assert.equal(status, objective === bound ? 'optimal' : 'feasible');
      statuses.add(status);
    }
    assert.ok(statuses.has('feasible'), 'some searches end before it is certain that nothing is better');
  });

  it('has bounds that hold, by any prices', async () => {
    const want = await optimaOf(cases.slice(0, 60));
    for (const [at, program] of cases.slice(0, 60).entries()) {
      const { bound, prices } = findPrices(program, () => false);
      assert.ok(bound >= (want[at] ?? 0) - 1e-6);
      const { bound: byOther, parts } = nearBest(
        program,
        prices.map((price) => price * 0.7 + 3),
        0,
      );
      assert.ok(byOther / parts >= (want[at] ?? 0));
    }
  });

  it('says feasible, with a bound that holds, where its time is over at once', async () => {
    let time = 0;
    const over = { now: () => (time += 1000), milliseconds: 1 };
    const want = await optimaOf(cases.slice(0, 60));
    for (const [at, program] of cases.slice(0, 60).entries()) {
      const { status, objective, bound } = solveLayouts(program, over);
      assert.ok(objective <= (want[at] ?? 0) && bound >= (want[at] ?? 0));
      assert.equal(status, objective === bound ? 'optimal' : 'feasible');
    }
  });
});

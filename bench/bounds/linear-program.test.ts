import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import library from 'javascript-lp-solver';
import { type LinearProgram, maximize } from './linear-program.ts';

const lpSolver = 'default' in library ? library.default : library;

/** The optimum by a dense simplex method of other authors. */
function bySimplex({ rows, columns }: LinearProgram): number {
  const named = columns.map(({ worth, entries }, index) => [
    `x${index}`,
    { worth, [`limit${index}`]: 1, ...Object.fromEntries(entries.map(([row, value]) => [`row${row}`, value])) },
  ]);
  const limits = columns.map(({ limit }, index) => [`limit${index}`, { max: limit }]);
  const balances = Array.from({ length: rows }, (_, row) => [`row${row}`, { equal: 0 }]);
  const solved = lpSolver.Solve({
    optimize: 'worth',
    opType: 'max',
    variables: Object.fromEntries(named),
    constraints: Object.fromEntries([...limits, ...balances]),
  });
  const answer: unknown = Object(solved).result;
  return typeof answer === 'number' ? answer : Number.NaN;
}

describe('maximize', () => {
  it('finds the optimum of a program solved by hand', async () => {
    // 30 chairs + 50 tables; chairs + 2 tables <= 40; 2 chairs + tables <= 50: 20 chairs and 10 tables.
    const solution = await maximize({
      rows: 2,
      columns: [
        {
          worth: 30,
          limit: 100,
          entries: [
            [0, 1],
            [1, 2],
          ],
        },
        {
          worth: 50,
          limit: 100,
          entries: [
            [0, 2],
            [1, 1],
          ],
        },
        { worth: 0, limit: 40, entries: [[0, -1]] },
        { worth: 0, limit: 50, entries: [[1, -1]] },
      ],
    });
    assert.equal(solution.kind, 'optimal');
    assert.ok(solution.kind === 'optimal' && Math.abs(solution.worth - 1100) < 1e-6);
  });

  it('agrees with a simplex method of other authors', async () => {
    const column = fc.record({
      worth: fc.integer({ min: -3, max: 9 }),
      limit: fc.nat(6),
      coefficients: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 }),
    });
    const programs = fc.array(column, { minLength: 1, maxLength: 9 }).map((columns) => ({
      rows: 3,
      columns: columns.map(({ worth, limit, coefficients }) => ({
        worth,
        limit,
        entries: [...coefficients.entries()].filter(([, coefficient]) => coefficient !== 0),
      })),
    }));
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        const [solution, want] = [await maximize(program), bySimplex(program)];
        if (solution.kind === 'unknown') assert.fail(solution.reason);
        assert.ok(Math.abs(solution.worth - want) < 1e-6, `${solution.worth} instead of ${want}`);
      }),
      { numRuns: 100, seed: 20261122 },
    );
  });

  it('is worth nothing without columns', async () => {
    assert.deepEqual(await maximize({ rows: 0, columns: [] }), { kind: 'optimal', worth: 0 });
  });

  it('does not know what is unbounded, and says so', async () => {
    const solution = await maximize({ rows: 0, columns: [{ worth: 1, limit: Number.POSITIVE_INFINITY, entries: [] }] });
    assert.equal(solution.kind, 'unknown');
  });

  it('says why where the solver refuses a program, and solves the next one', async () => {
    const refused = await maximize({ rows: 1, columns: [{ worth: 1, limit: 1, entries: [[7, 1]] }] });
    assert.match(refused.kind === 'unknown' ? refused.reason : '', /^the solver failed: ./);
    const next = await maximize({ rows: 0, columns: [{ worth: 2, limit: 3, entries: [] }] });
    assert.deepEqual(next, { kind: 'optimal', worth: 6 });
  });
});

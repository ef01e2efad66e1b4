import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type IntegerProgram, solveIntegerProgram } from './integer-program.ts';

const limit = { now: () => performance.now(), milliseconds: 2000 };

function program(
  columns: Readonly<Record<string, { value: number; rows: Readonly<Record<string, number>> }>>,
  bounds: Readonly<Record<string, { min?: number; max?: number }>>,
  goal: IntegerProgram['goal'] = 'least',
): IntegerProgram {
  return {
    goal,
    columns: new Map(
      Object.entries(columns).map(([name, { value, rows }]) => [name, { value, rows: new Map(Object.entries(rows)) }]),
    ),
    bounds: new Map(Object.entries(bounds)),
  };
}

describe('solveIntegerProgram', () => {
  it('rounds nothing: the optimum is whole where the relaxation is not', () => {
    // 2x + 3y >= 7 with unit costs: the relaxation says 7/3, whole amounts need 3.
    const solved = solveIntegerProgram(
      program({ x: { value: 1, rows: { r: 2 } }, y: { value: 1, rows: { r: 3 } } }, { r: { min: 7 } }),
      limit,
    );
    assert.equal(solved.status === 'optimal' && solved.value, 3);
  });

  it('keeps columns apart from the names that the library uses itself', () => {
    const columns = { result: { value: 2, rows: { value: 1 } }, constructor: { value: 3, rows: { value: 1 } } };
    const solved = solveIntegerProgram(program(columns, { value: { min: 2 } }), limit);
    assert.deepEqual(solved.status === 'optimal' && [...solved.amounts], [['result', 2]]);
  });

  it('says infeasible', () => {
    const solved = solveIntegerProgram(
      program({ x: { value: 1, rows: { r: 1, s: 1 } } }, { r: { min: 2 }, s: { max: 1 } }),
      limit,
    );
    assert.equal(solved.status, 'infeasible');
  });

  it('claims no more than its bound where its time is over before it is sure', () => {
    let time = 0;
    const over = { now: () => (time += 10_000), milliseconds: 1 };
    // Twos cannot make three: the bound 0 cannot be reached, which only a search can tell.
    const columns = { twos: { value: 0, rows: { r: 2 } }, short: { value: 1, rows: { r: 1 } } };
    const odd = program(columns, { r: { min: 3, max: 3 } });
    const unsure = solveIntegerProgram(odd, over);
    assert.notEqual(unsure.status, 'optimal');
    assert.equal('bound' in unsure && unsure.bound, 0);
    const solved = solveIntegerProgram(odd, limit);
    assert.equal(solved.status === 'optimal' && solved.value, 1);
  });

  it('makes the most of a sum as well, and says how much more there could be', () => {
    // 2x <= 3 and x + y <= 2: the relaxation is worth 3 * 1.5 + 2 * 0.5 = 5.5, whole amounts 5.
    const most = program(
      { x: { value: 3, rows: { r: 2, s: 1 } }, y: { value: 2, rows: { s: 1 } } },
      { r: { max: 3 }, s: { max: 2 } },
      'most',
    );
    const solved = solveIntegerProgram(most, limit);
    assert.deepEqual(solved, {
      status: 'optimal',
      value: 5,
      amounts: new Map([
        ['x', 1],
        ['y', 1],
      ]),
    });
  });

  it('agrees with trying every amount', () => {
    const coefficients = fc.array(fc.nat(3), { minLength: 2, maxLength: 2 });
    const arbitrary = fc.record({
      columns: fc.array(fc.record({ cost: fc.nat(4), rows: coefficients }), { minLength: 2, maxLength: 3 }),
      mins: fc.array(fc.nat(6), { minLength: 2, maxLength: 2 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ columns, mins }) => {
        const named = Object.fromEntries(
          columns.map(({ cost, rows }, index) => [
            `c${index}`,
            { value: cost, rows: { r0: rows[0] ?? 0, r1: rows[1] ?? 0, [`cap${index}`]: 1 } },
          ]),
        );
        const caps = Object.fromEntries(columns.map((_, index) => [`cap${index}`, { max: 4 }]));
        const solved = solveIntegerProgram(
          program(named, { r0: { min: mins[0] ?? 0 }, r1: { min: mins[1] ?? 0 }, ...caps }),
          limit,
        );
        assert.equal(solved.status === 'optimal' ? solved.value : undefined, cheapest(columns, mins));
      }),
      { numRuns: 200 },
    );
  });
});

function cheapest(
  columns: readonly { cost: number; rows: readonly number[] }[],
  mins: readonly number[],
): number | undefined {
  let best: number | undefined;
  const visit = (index: number, cost: number, sums: readonly number[]): void => {
    const column = columns[index];
    if (column === undefined) {
      if (sums.every((sum, row) => sum >= (mins[row] ?? 0)) && (best === undefined || cost < best)) best = cost;
      return;
    }
    for (let amount = 0; amount <= 4; amount++) {
      visit(
        index + 1,
        cost + amount * column.cost,
        sums.map((sum, row) => sum + amount * (column.rows[row] ?? 0)),
      );
    }
  };
  visit(
    0,
    0,
    mins.map(() => 0),
  );
  return best;
}

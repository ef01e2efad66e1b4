import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { model } from '../testing/shapes.ts';
import { distribute } from './distribute.ts';
import { fits } from './fit.ts';

const a100 = model('A100-40GB');

function counts(geometry: Readonly<Record<string, number>>): number[] {
  return a100.profiles.map(({ name }) => geometry[name] ?? 0);
}

describe('distribute', () => {
  it('cuts all GPUs alike where the total can be shared evenly', () => {
    const balanced = counts({ '1g.5gb': 2, '2g.10gb': 1, '3g.20gb': 1 });
    assert.deepEqual(
      distribute(a100, counts({ '1g.5gb': 16, '2g.10gb': 8, '3g.20gb': 8 }), 8),
      Array(8).fill(balanced),
    );
  });

  it('otherwise puts the largest together on the first GPUs', () => {
    assert.deepEqual(distribute(a100, counts({ '7g.40gb': 1, '3g.20gb': 1, '1g.5gb': 7 }), 3), [
      counts({ '7g.40gb': 1 }),
      counts({ '3g.20gb': 1, '1g.5gb': 4 }),
      counts({ '1g.5gb': 3 }),
    ]);
  });

  it('leaves GPUs empty that nothing is left for', () => {
    assert.deepEqual(distribute(a100, counts({ '1g.5gb': 1 }), 2), [counts({ '1g.5gb': 1 }), counts({})]);
  });

  it('refuses what cannot exist', () => {
    assert.equal(distribute(a100, counts({ '4g.20gb': 3 }), 2), undefined);
    assert.equal(distribute(a100, counts({ '1g.5gb': 1 }), 0), undefined);
  });

  it('finds a legal distribution exactly if the total fits', () => {
    const totals = fc.tuple(...a100.profiles.map(({ limit }) => fc.nat(limit)));
    fc.assert(
      fc.property(totals, fc.integer({ min: 1, max: 4 }), (total, gpus) => {
        const found = distribute(a100, total, gpus);
        assert.equal(found !== undefined, fits(a100, total, gpus));
        if (found === undefined) return;
        assert.equal(found.length, gpus);
        assert.ok(found.every((geometry) => fits(a100, geometry, 1)));
        const sum = total.map((_, index) => found.reduce((all, geometry) => all + (geometry[index] ?? 0), 0));
        assert.deepEqual(sum, total);
      }),
      { numRuns: 300 },
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { model } from '../testing/shapes.ts';
import { expectedAcceptance } from './expected-acceptance.ts';

const a30 = model('A30-24GB');

/** Numbers by ordinal of a profile of the A30, from those that are not 0. */
function byName(numbers: Readonly<Record<string, number>>): readonly number[] {
  return a30.profiles.map(({ name }) => numbers[name] ?? 0);
}

describe('expectedAcceptance', () => {
  const needed = byName({ '1g.6gb': 1, '2g.12gb': 2 });
  const shares = byName({ '1g.6gb': 0.75, '2g.12gb': 0.25 });
  const of = (instances: Readonly<Record<string, number>>) =>
    expectedAcceptance(a30, byName(instances), { needed, shares });

  it('treats each profile as a loss system of its own', () => {
    // B(2, 1) = (1 / 2) / (1 + 1 + 1 / 2) = 1 / 5, and B(1, 2) = 2 / (1 + 2) = 2 / 3.
    const { byProfile } = of({ '1g.6gb': 2, '2g.12gb': 1 });
    const found = a30.profiles.flatMap(({ plain, ordinal }) => (plain ? [byProfile[ordinal]?.toFixed(9)] : []));
    assert.deepEqual(found, [(4 / 5).toFixed(9), (1 / 3).toFixed(9), (0).toFixed(9)]);
  });

  it('weighs requests by how often they come, and memory slices by their size as well', () => {
    const { requests, slices } = of({ '1g.6gb': 2, '2g.12gb': 1 });
    assert.ok(Math.abs(requests - (0.75 * (4 / 5) + 0.25 * (1 / 3))) < 1e-12);
    // A 1g has one of the four memory slices, a 2g two.
    assert.ok(Math.abs(slices - (0.75 * (4 / 5) + 2 * 0.25 * (1 / 3)) / (0.75 + 2 * 0.25)) < 1e-12);
  });

  it('accepts nothing without instances, and nearly all with far more than are needed', () => {
    assert.deepEqual([of({}).requests, of({}).slices], [0, 0]);
    assert.ok(of({ '1g.6gb': 40, '2g.12gb': 40 }).requests > 1 - 1e-12);
  });

  it('does not count what nobody asks for', () => {
    assert.equal(of({ '1g.6gb': 2, '4g.24gb': 5 }).requests, of({ '1g.6gb': 2 }).requests);
  });
});

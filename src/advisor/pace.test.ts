import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterOf } from '../testing/objects.ts';
import { isSearchDue, type NextSearch, pauseAfterLook } from './pace.ts';

describe('the next search', () => {
  const [before, after] = [clusterOf(), clusterOf()];
  const [known, more] = [new Set(['a', 'b']), new Set(['a', 'b', 'c'])];
  const search = { state: before, reasons: known, endedAt: 1_000_000, tookMs: 5_000 };
  const next = { state: after, reasons: known, at: search.endedAt, hasFindings: true };
  const cases: readonly [name: string, changes: Partial<NextSearch>, isDue: boolean][] = [
    ['never comes for the same state and reasons', { state: before, at: 2_000_000 }, false],
    ['comes for another state once what was found has stood for a minute', { at: 1_060_000 }, true],
    ['does not come before that', { at: 1_059_999 }, false],
    [
      'comes after four times what the last one took, where nothing found is right',
      { at: 1_020_000, hasFindings: false },
      true,
    ],
    ['does not come before that', { at: 1_019_999, hasFindings: false }, false],
    ['comes as soon for a new reason', { at: 1_020_000, reasons: more }, true],
    ['comes as soon for a new reason in the same state', { at: 1_020_000, state: before, reasons: more }, true],
    ['does not come before that, either', { at: 1_019_999, reasons: more }, false],
    ['waits for the minute where a reason is gone', { at: 1_059_999, reasons: new Set(['a']) }, false],
    ['comes then in the same state, too', { at: 1_060_000, state: before, reasons: new Set(['a']) }, true],
    ['comes where the clock was put back', { at: 1_000 }, true],
  ];
  for (const [name, changes, isDue] of cases) {
    it(name, () => assert.equal(isSearchDue(search, { ...next, ...changes }), isDue));
  }

  it('waits for ten minutes at most, however long a clock that was put forward makes a search look', () => {
    const jumped = { ...search, tookMs: 3_600_000 };
    assert.deepEqual(
      [599_999, 600_000].map((passed) => isSearchDue(jumped, { ...next, at: next.at + passed })),
      [false, true],
    );
  });

  it('waits for four times what a long one took, whatever was found', () => {
    const long = { ...search, tookMs: 30_000 };
    assert.deepEqual(
      [119_999, 120_000].map((passed) => isSearchDue(long, { ...next, at: next.at + passed })),
      [false, true],
    );
  });
});

describe('the pause after a look', () => {
  const cases: readonly [lookedMs: number, pauseMs: number][] = [
    [1, 5_000],
    [100, 5_000],
    [200, 10_000],
    [10_000, 30_000],
  ];
  for (const [lookedMs, pauseMs] of cases) {
    it(`is ${pauseMs} ms where the look took ${lookedMs}`, () =>
      assert.equal(pauseAfterLook(lookedMs, 5_000), pauseMs));
  }
});

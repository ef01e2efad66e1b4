import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choose, fill } from '../testing/fill.ts';
import { bestFitFirst } from './best-fit.ts';
import { firstFitHigh } from './first-fit.ts';
import { longestRun } from './longest-run.ts';
import type { Policy } from './policy.ts';
import { worstFit } from './worst-fit.ts';

const sevenOnes = Array(7).fill('1g.5gb');

describe('where 1g goes on an empty GPU, one after the other', () => {
  const cases: readonly [policy: Policy, starts: readonly number[]][] = [
    [bestFitFirst, [0, 1, 2, 3, 4, 5, 6]],
    [firstFitHigh, [6, 5, 4, 3, 2, 1, 0]],
    // Blocked on an empty GPU: 4 at 6, 5 at 4 and 5, 6 at 0 to 3.
    [worstFit, [6, 4, 5, 0, 1, 2, 3]],
    // At 0 seven slices in a row are left, at 6 only six; and so on from the low end.
    [longestRun, [0, 1, 2, 3, 4, 5, 6]],
  ];
  for (const [policy, starts] of cases) {
    it(`${policy.name}: ${starts}`, () => {
      assert.deepEqual(
        fill(policy, sevenOnes),
        starts.map((start) => `1g.5gb@${start}`),
      );
    });
  }
});

describe('which GPU is taken', () => {
  // Free: 8, 3 (slices 4, 5 and 7), 7, 3 (slices 0, 1 and 7).
  const gpus = ['', '4g.20gb@0* 1g.5gb@6*', '1g.5gb@0*', '2g.10gb@2* 2g.10gb@4* 1g.5gb@6*'];
  const cases: readonly [policy: Policy, where: string][] = [
    [bestFitFirst, '1: 1g.5gb@4'],
    // The GPU comes first: 6 is free on the first one.
    [firstFitHigh, '0: 1g.5gb@6'],
    [worstFit, '0: 1g.5gb@6'],
    // Runs left: of 4, 5, 7 one slice either way; of 0, 1, 7 also one.
    [longestRun, '1: 1g.5gb@4'],
  ];
  for (const [policy, where] of cases) {
    it(`${policy.name}: ${where}`, () => assert.equal(choose(policy, gpus, '1g.5gb'), where));
  }

  it('first-fit-high does not leave the first GPU for a higher start', () => {
    assert.equal(choose(firstFitHigh, ['3g.20gb@4* 1g.5gb@3*', ''], '1g.5gb'), '0: 1g.5gb@2');
  });

  it('longest-run takes a start inside a gap that is filled either way', () => {
    // Free 1, 4-7: at 1 the run of four is left, at 4 three.
    assert.equal(choose(longestRun, ['1g.5gb@0* 2g.10gb@2*'], '1g.5gb'), '0: 1g.5gb@1');
  });
});

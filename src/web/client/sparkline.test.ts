import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sparkline } from './sparkline.ts';
import { freeOverTime, headroomOverTime, spanOf } from './trend.ts';
import type { WireSample } from './wire.ts';

describe('sparkline', () => {
  it('goes from the left edge to the right, the least value at the bottom and the most at the top', () => {
    assert.equal(sparkline([1, 3, 2], 40, 10), 'M0 10L20 0L40 5');
  });
  it('is a line in the middle where nothing changes, and nothing where there is no line', () => {
    assert.equal(sparkline([4, 4], 40, 10), 'M0 5L40 5');
    assert.equal(sparkline([4], 40, 10), '');
    assert.equal(sparkline([], 40, 10), '');
  });
});

describe('trends', () => {
  const sample = (at: number, free: number): WireSample => ({
    at,
    pools: [
      ['p', free, [['1g', 1, free, 9]]],
      ['q', 7, []],
    ],
  });
  const samples = [sample(0, 3), sample(30_000, 5), sample(300_000, 4)];

  it('are those of one pool and one profile', () => {
    assert.deepEqual(freeOverTime(samples, 'p'), [3, 5, 4]);
    assert.deepEqual(freeOverTime(samples, 'r'), []);
    assert.deepEqual(headroomOverTime(samples, 'p', '1g'), [3, 5, 4]);
    assert.deepEqual(headroomOverTime(samples, 'q', '1g'), []);
  });
  it('say how long they are', () => {
    assert.equal(spanOf(samples), '5 min');
    assert.equal(spanOf(samples.slice(0, 2)), '30 s');
    assert.equal(spanOf(samples.slice(0, 1)), '');
  });
});

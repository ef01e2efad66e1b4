import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { progressLine } from './progress-line.ts';

describe('the progress of a bench', () => {
  it('is a bar, a count and the time left, by the share of the work that is done', () => {
    const line = progressLine({ done: 25, total: 100, share: 0.25, elapsedMs: 30_000 });
    assert.equal(line, '[######------------------] 25 of 100 replays, 1 min 30 s left');
  });

  it('tells no time before anything is done, nor when all is', () => {
    assert.match(progressLine({ done: 0, total: 9, share: 0, elapsedMs: 5000 }), /\] 0 of 9 replays$/);
    assert.match(progressLine({ done: 9, total: 9, share: 1, elapsedMs: 5000 }), /^\[#{24}\] 9 of 9 replays$/);
  });

  it('tells hours where it takes hours', () => {
    const line = progressLine({ done: 1, total: 9, share: 0.5, elapsedMs: 7_500_000 });
    assert.match(line, /, 2 h 5 min left$/);
  });
});

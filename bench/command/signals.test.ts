import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catchInterruption } from './signals.ts';

describe('an interruption', () => {
  for (const [name, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`by ${name} is taken as a wish once, and left to end the program the next time`, () => {
      const before = process.listenerCount(name);
      const interruption = catchInterruption();
      assert.deepEqual([interruption.signal.aborted, interruption.status()], [false, undefined]);
      process.emit(name, name);
      assert.deepEqual([interruption.signal.aborted, interruption.status()], [true, status]);
      assert.equal(process.listenerCount(name), before);
    });
  }

  it('that did not come leaves no trace', () => {
    const before = process.listenerCount('SIGINT');
    catchInterruption().release();
    assert.equal(process.listenerCount('SIGINT'), before);
  });
});

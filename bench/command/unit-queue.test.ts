import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createUnitQueue } from './unit-queue.ts';
import { streamOf, type Unit } from './units.ts';

const UNITS: readonly Unit[] = [0, 1].flatMap((seed) =>
  [0, 1].flatMap((scenario) => ['a', 'b', 'c'].map((policy): Unit => ({ kind: 'replay', scenario, policy, seed }))),
);

describe('a queue of units', () => {
  it('lets a thread finish the policies of its requests before it makes others', () => {
    const queue = createUnitQueue(UNITS);
    const taken: Unit[] = [];
    for (let unit = queue.take(undefined); unit !== undefined; unit = queue.take(unit)) taken.push(unit);
    assert.deepEqual(taken, UNITS);
  });

  it('gives another thread other requests, as long as there are any, and then the rest', () => {
    const queue = createUnitQueue(UNITS.slice(0, 6));
    const [one, two] = [queue.take(undefined), queue.take(undefined)];
    assert.ok(one !== undefined && two !== undefined);
    assert.notEqual(streamOf(one), streamOf(two));
    queue.take(one);
    queue.take(one);
    assert.equal(streamOf(queue.take(one) ?? assert.fail()), streamOf(two));
  });

  it('gives every unit once, whoever asks in whatever order', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat({ max: 3 })), (threads) => {
        const queue = createUnitQueue(UNITS);
        const latest: (Unit | undefined)[] = [];
        const taken: Unit[] = [];
        for (const thread of threads) {
          const unit = queue.take(latest[thread]);
          if (unit === undefined) break;
          latest[thread] = unit;
          taken.push(unit);
        }
        assert.deepEqual(new Set(taken), new Set(UNITS));
        assert.equal(taken.length, UNITS.length);
      }),
    );
  });
});

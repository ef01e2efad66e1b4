import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asking, movable } from '../testing/explaining.ts';
import { clusterOf, nodeObject, plainRater, podIn, podObject } from '../testing/objects.ts';
import { deadlineOf } from './deadline.ts';
import { explain } from './explain.ts';

describe('the deadline of a question', () => {
  it('leaves less to each search than to the one before, and to all together no more than the limit', () => {
    let at = 1_000;
    const deadline = deadlineOf({ now: () => at, milliseconds: 900 });
    const given: number[] = [];
    for (let search = 0; search < 5; search++) {
      const { milliseconds } = deadline.rest(1 / 3);
      given.push(Math.round(milliseconds));
      // Each takes all that it is given.
      at += milliseconds;
    }
    assert.deepEqual(given, [300, 200, 133, 89, 59]);
    assert.ok(!deadline.isOver());
    at += deadline.rest().milliseconds;
    assert.equal(at, 1_900);
    assert.ok(deadline.isOver());
    assert.equal(deadline.rest().milliseconds, 1);
  });

  it('is set once for an explanation, however many programs it takes', () => {
    const cluster = clusterOf(
      nodeObject('n1', { gpus: ['1g.5gb@0=x/a 3g.20gb@4=x/c'] }),
      nodeObject('n2', { gpus: ['1g.5gb@0=x/b 3g.20gb@4=x/d'] }),
      podObject('x/a', '1g.5gb', { on: 'n1', ...movable }),
      podObject('x/b', '1g.5gb', { on: 'n2' }),
      podObject('x/c', '3g.20gb', { on: 'n1' }),
      podObject('x/d', '3g.20gb', { on: 'n2' }),
      asking('4g.20gb'),
    );
    let set = 0;
    const limit = {
      now: () => performance.now(),
      get milliseconds() {
        set++;
        return 2_000;
      },
    };
    const { cause } = explain(cluster, podIn(cluster, 'x/asking'), { rater: plainRater(), limit, mostMoves: 2 });
    assert.deepEqual([cause, set], ['moves', 1]);
  });
});

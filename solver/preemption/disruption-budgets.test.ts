import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countViolations } from './disruption-budgets.ts';

function victim(priority: number, ...budgets: readonly string[]) {
  return { priority, budgets };
}

describe('countViolations', () => {
  const allowed = new Map([
    ['web', 1],
    ['all', 2],
  ]);
  const cases: readonly [name: string, victims: readonly ReturnType<typeof victim>[], want: number][] = [
    ['nobody protected', [victim(0), victim(5)], 0],
    ['as many as are allowed', [victim(0, 'web')], 0],
    ['one more', [victim(0, 'web'), victim(0, 'web')], 1],
    [
      'a pod of two budgets counts once',
      [victim(0, 'web', 'all'), victim(0, 'web', 'all'), victim(0, 'web', 'all')],
      2,
    ],
    ['a budget nobody knows allows nothing', [victim(0, 'gone')], 1],
  ];
  for (const [name, victims, want] of cases) {
    it(`${name}: ${want}`, () => assert.equal(countViolations(victims, allowed), want));
  }

  it('never falls when a victim is added', () => {
    const victims = fc.array(fc.record({ priority: fc.nat(3), budgets: fc.subarray(['web', 'all', 'gone']) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(victims, fc.nat(7), (all, index) => {
        const fewer = all.toSpliced(index % Math.max(1, all.length), 1);
        assert.ok(countViolations(fewer, allowed) <= countViolations(all, allowed));
      }),
    );
  });
});

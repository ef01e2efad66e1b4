import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQuantity } from './quantity.ts';

describe('parseQuantity', () => {
  const cases: readonly [text: string | number, want: number][] = [
    ['2', 2],
    [2, 2],
    ['500m', 0.5],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1k', 1000],
    ['16Gi', 16 * 2 ** 30],
    ['512Mi', 512 * 2 ** 20],
    ['1e3', 1000],
    ['2E2', 200],
    ['1E', 1e18],
    ['0', 0],
    ['-1', -1],
  ];
  for (const [text, want] of cases) {
    it(`reads ${JSON.stringify(text)} as ${want}`, () =>
      assert.deepEqual(parseQuantity(text), { ok: true, value: want }));
  }
  for (const text of ['', 'many', '1 Gi', '1GiB', '0x10', 'NaN', 'Infinity']) {
    it(`refuses ${JSON.stringify(text)} by name`, () => {
      assert.deepEqual(parseQuantity(text), { ok: false, error: `"${text}" is not a quantity` });
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAmount, parseQuantity } from './quantity.ts';

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
    // As Kubernetes does it: "numbers larger or more precise will be capped", at 2^63 - 1 in its integers.
    ['1e300', 2 ** 63],
    ['1e999', 2 ** 63],
    ['99999999999E', 2 ** 63],
    ['-1e999', -(2 ** 63)],
    ['9'.repeat(1000), 2 ** 63],
  ];
  for (const [text, want] of cases) {
    it(`reads ${JSON.stringify(text).slice(0, 40)} as ${want}`, () =>
      assert.deepEqual(parseQuantity(text), { ok: true, value: want }));
  }
  for (const text of ['', 'many', '1 Gi', '1GiB', '0x10', 'NaN', 'Infinity']) {
    it(`refuses ${JSON.stringify(text)} by name`, () => {
      assert.deepEqual(parseQuantity(text), { ok: false, error: `"${text}" is not a quantity` });
    });
  }

  it('refuses a text of a million digits at once, and does not repeat it', () => {
    const started = performance.now();
    assert.deepEqual(parseQuantity(`${'1'.repeat(1e6)}x`), {
      ok: false,
      error: `"${'1'.repeat(40)}" is not a quantity`,
    });
    assert.ok(performance.now() - started < 2000, 'would take hours, if digits could be matched in two ways');
  });
});

describe('parseAmount', () => {
  it('reads a quantity', () => assert.deepEqual(parseAmount('16Gi'), { ok: true, value: 16 * 2 ** 30 }));
  it('refuses what is negative', () =>
    assert.deepEqual(parseAmount('-500m'), { ok: false, error: '-500m is negative' }));
});

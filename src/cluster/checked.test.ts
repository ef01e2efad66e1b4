import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { checked } from './checked.ts';

const schema = z.object({
  v: z.literal(1),
  name: z.string().min(1).optional(),
  count: z.int().min(0).optional(),
  isOn: z.boolean().optional(),
  devices: z.union([z.literal('all'), z.array(z.int())]).optional(),
  labels: z.record(z.string(), z.string()).nullish(),
  form: z.enum(['text', 'json']).optional(),
});

describe('checked', () => {
  it('hands out what the schema makes of the value', () => {
    assert.deepEqual(checked(schema, { v: 1, devices: [0], more: true }), { ok: true, value: { v: 1, devices: [0] } });
  });

  const cases: readonly [value: unknown, want: string][] = [
    [undefined, 'it is missing'],
    [7, 'it is 7, expected an object'],
    [null, 'it is null, expected an object'],
    [[], 'it is a list, expected an object'],
    [{}, 'v is missing'],
    [{ v: 2 }, 'v is 2, expected 1'],
    [{ v: '1' }, 'v is "1", expected 1'],
    [{ v: 1, name: {} }, 'name is an object, expected text'],
    [{ v: 1, name: '' }, 'name is "", expected text that is not empty'],
    [{ v: 1, count: '4' }, 'count is "4", expected a number'],
    [{ v: 1, count: 1.5 }, 'count is 1.5, expected a whole number'],
    [{ v: 1, count: -1 }, 'count is -1, expected at least 0'],
    [{ v: 1, count: 1e300 }, 'count is 1e+300, expected at most 9007199254740991'],
    [{ v: 1, isOn: 'yes' }, 'isOn is "yes", expected true or false'],
    [{ v: 1, devices: 'some' }, 'devices is "some", expected "all" or a list'],
    [{ v: 1, devices: [0, 'x'] }, 'devices.1 is "x", expected a number'],
    [{ v: 1, labels: [] }, 'labels is a list, expected an object'],
    [{ v: 1, labels: { 'a/b': 1 } }, 'labels.a/b is 1, expected text'],
    [{ v: 1, form: 'xml' }, 'form is "xml", expected "text" or "json"'],
    [{ v: 'x'.repeat(1000) }, `v is "${'x'.repeat(40)}…", expected 1`],
  ];
  for (const [value, want] of cases) {
    it(`says: ${want.slice(0, 80)}`, () => assert.deepEqual(checked(schema, value), { ok: false, error: want }));
  }

  it('says where the value itself was found', () => {
    assert.deepEqual(checked(schema, 7, 'gpus.6'), { ok: false, error: 'gpus.6 is 7, expected an object' });
    assert.deepEqual(checked(schema, {}, 'gpus.6'), { ok: false, error: 'gpus.6.v is missing' });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createNameReader } from './name-reader.ts';

/** What JSON.parse makes of a list: the position of each name; undefined where it is no list of known names. */
function plainly(names: readonly string[], json: string): readonly number[] | undefined {
  try {
    const list: unknown = JSON.parse(json);
    if (!Array.isArray(list)) return undefined;
    const positions = list.map((item) => names.indexOf(item));
    return positions.includes(-1) ? undefined : positions;
  } catch {
    return undefined;
  }
}

/** The list in the middle of other bytes, as it lies in a request. */
function within(json: string): Buffer {
  const bytes = Buffer.from(`"Pod":1,"NodeNames":${json}","a"]}`);
  const at = Buffer.byteLength('"Pod":1,"NodeNames":');
  return bytes.subarray(at, at + Buffer.byteLength(json));
}

const plainName = fc.oneof(
  fc.stringMatching(/^[a-d]{0,3}$/),
  fc.stringMatching(/^node-[0-9]{1,4}\.example$/),
  fc.constantFrom('', ' ', 'n,m', 'n[0]', 'a'.repeat(300)),
);
const oddName = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('"', '\\', 'ü', '\u007f', '\n', '中', '"a",'));

describe('a reader of lists of names', () => {
  it('finds every name of a list at its place, in whatever order and however often', () => {
    const names = fc.uniqueArray(plainName, { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(names, fc.array(fc.nat(), { maxLength: 200 }), (known, picked) => {
        const positions = picked.map((pick) => pick % known.length);
        const json = JSON.stringify(positions.map((position) => known[position]));
        assert.deepEqual(createNameReader(known)(within(json)), positions);
      }),
    );
  });

  it('reads what it reads as JSON.parse does, names it does not know, odd ones and lost or changed bytes, too', () => {
    const name = fc.oneof(plainName, oddName);
    const damage = fc.record({
      at: fc.nat(),
      lost: fc.nat(3),
      put: fc.constantFrom('', '"', ',', '[', ']', ' ', '\\', 'a', '""', '","'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 20 }),
        fc.array(fc.oneof({ weight: 9, arbitrary: fc.nat() }, { weight: 1, arbitrary: name }), { maxLength: 10 }),
        fc.option(damage, { freq: 3 }),
        (known, picked, damaged) => {
          const listed = picked.map((pick) => (typeof pick === 'string' ? pick : (known[pick % known.length] ?? '')));
          let json = JSON.stringify(listed);
          if (damaged !== null) {
            const at = damaged.at % json.length;
            json = json.slice(0, at) + damaged.put + json.slice(at + damaged.lost);
          }
          const read = createNameReader(known)(within(json));
          if (read !== undefined) assert.deepEqual(read, plainly(known, json), json);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('stays right where names differ only in places that are not looked at first', () => {
    // Each position has few different characters, so that many names share a place.
    const names = Array.from({ length: 4096 }, (_, index) => index.toString(2).padStart(64, '0'));
    const read = createNameReader(names);
    assert.deepEqual(
      read(within(JSON.stringify(names))),
      names.map((_, position) => position),
    );
    assert.equal(read(within(JSON.stringify(['1'.repeat(64)]))), undefined);
  });

  const lists: readonly [string, readonly number[] | undefined][] = [
    ['[]', []],
    ['["a"]', [0]],
    ['["bb","a"]', [1, 0]],
    ['["c"]', undefined],
    ['["a","c"]', undefined],
    ['["a",]', undefined],
    ['["a"', undefined],
    ['"a"]', undefined],
    ['["a"]]', undefined],
    ['["a""bb"]', undefined],
    ['["a", "bb"]', undefined],
    ['[ ]', undefined],
    ['[', undefined],
    ['', undefined],
    ['[null]', undefined],
    ['["a"a]', undefined],
  ];
  for (const [json, positions] of lists) {
    it(`reads ${json || 'nothing'} as ${positions === undefined ? 'nothing it knows' : JSON.stringify(positions)}`, () => {
      assert.deepEqual(createNameReader(['a', 'bb'])(within(json)), positions);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRepeatedParts } from './repeated-parts.ts';

const plain = (json: Buffer): unknown => JSON.parse(json.toString());

function request(pod: object, names: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify({ Pod: pod, Nodes: null, NodeNames: names }));
}

/** What reading them one after the other gives: values, or that it fails. */
function readAll(parse: (json: Buffer) => unknown, bodies: readonly string[]): readonly unknown[] {
  return bodies.map((body) => {
    try {
      return { value: parse(Buffer.from(body)) };
    } catch {
      return 'no JSON';
    }
  });
}

function partsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(Object.entries(value ?? {}));
}

describe('parts of requests that come again', () => {
  const pod = { metadata: { name: 'p', uid: '1' } };

  it('are one value each, the pod of filter and prioritize and the names of one pod after the other', () => {
    const { readFirst, readAgain } = createRepeatedParts(plain);
    const filter = partsOf(readFirst(request(pod, ['a', 'b'])));
    const prioritize = partsOf(readAgain(request(pod, ['a'])));
    const other = partsOf(readAgain(request({ metadata: { name: 'q' } }, ['a'])));
    assert.equal(prioritize.get('Pod'), filter.get('Pod'));
    assert.equal(other.get('NodeNames'), prioritize.get('NodeNames'));
    assert.notEqual(other.get('Pod'), filter.get('Pod'));
    assert.notEqual(prioritize.get('NodeNames'), filter.get('NodeNames'));
  });

  it('are parsed again after many others have come', () => {
    let parsed = 0;
    const { readAgain } = createRepeatedParts((json) => {
      parsed++;
      return plain(json);
    });
    for (let round = 0; round < 2; round++) {
      for (let length = 1; length <= 20; length++) {
        readAgain(request({ metadata: { name: 'p'.repeat(length) } }, ['n'.repeat(length)]));
      }
    }
    assert.equal(parsed, 2 * 20 * 2);
  });

  it('are not kept where they are as large as an attacker would make them', () => {
    const { readAgain } = createRepeatedParts(plain);
    const body = request({ metadata: { name: 'x'.repeat(2 ** 17) } }, ['y'.repeat(2 ** 20)]);
    const [one, two] = [partsOf(readAgain(body)), partsOf(readAgain(body))];
    assert.notEqual(one.get('Pod'), two.get('Pod'));
    assert.notEqual(one.get('NodeNames'), two.get('NodeNames'));
    assert.deepEqual(one, two);
  });

  const forms: readonly [string, string][] = [
    ['the list is inside the pod', '{"Pod":{"a":1,"NodeNames":["a"]}}'],
    ['there is one inside the pod, and one behind it', '{"Pod":{"a":1,"NodeNames":["a"]},"NodeNames":["b"]}'],
    ['it comes twice', '{"Pod":{},"NodeNames":["a"],"NodeNames":["b"]}'],
    ['another field comes behind it', '{"Pod":{},"NodeNames":["a"],"Nodes":null}'],
    ['a text holds what looks like it', '{"Pod":{"a":",\\"NodeNames\\":["},"NodeNames":["b"]}'],
    ['fields are written in small letters', '{"pod":{},"nodenames":["a"]}'],
    ['it is the only field', '{"NodeNames":["a"]}'],
    ['nothing is before it', '{,"NodeNames":["a"]}'],
    ['something hangs on behind', '{"Pod":{},"NodeNames":["a"]} {'],
    ['a bracket is missing', '{"Pod":{},"NodeNames":["a"}'],
    ['names hold other things', '{"Pod":{},"NodeNames":["a",{"b":[1]}]}'],
    ['the prototype is named', '{"Pod":{},"__proto__":{"Pod":1},"NodeNames":["a"]}'],
  ];
  for (const [form, body] of forms) {
    it(`are read as JSON.parse reads the whole where ${form}`, () => {
      const bodies = [body, body, '{"Pod":{},"NodeNames":["a"]}', body];
      const { readFirst, readAgain } = createRepeatedParts(plain);
      assert.deepEqual(readAll(readFirst, bodies), readAll(plain, bodies));
      assert.deepEqual(readAll(readAgain, bodies), readAll(plain, bodies));
    });
  }

  it('are read as JSON.parse reads the whole, whatever comes in whatever order, bytes lost and changed, too', () => {
    const name = fc.constantFrom('a', 'b', 'ü', '"', ',"NodeNames":[');
    const body = fc
      .record({ pod: fc.dictionary(name, fc.jsonValue({ maxDepth: 2 })), names: fc.array(name, { maxLength: 3 }) })
      .map(({ pod: some, names }) => request(some, names).toString());
    const damaged = fc
      .tuple(body, fc.nat(), fc.constantFrom('', '"', '}', ']', ',', '{"Pod":{},"NodeNames":["a"]}'))
      .map(([text, at, put]) => {
        const place = at % text.length;
        return text.slice(0, place) + put + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.array(fc.oneof(body, damaged), { maxLength: 30 }), (bodies) => {
        const { readFirst, readAgain } = createRepeatedParts(plain);
        let index = 0;
        const read = (json: Buffer): unknown => (index++ % 2 === 0 ? readFirst(json) : readAgain(json));
        assert.deepEqual(readAll(read, bodies), readAll(plain, bodies));
      }),
      { numRuns: 500 },
    );
  });
});

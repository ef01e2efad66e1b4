import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { withoutManagedFields } from './managed-fields.ts';

const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"',
    '\\',
    '\\"',
    ']',
    '[',
    ',"managedFields":[',
    '{"managedFields":[]}',
    'k:{"name":"c"}',
    'v:["a"]',
  ),
);
const fieldsOf = fc.dictionary(oddText, fc.oneof(fc.constant({}), fc.dictionary(oddText, fc.constant({}))));
const entry = fc.record({ manager: oddText, operation: fc.constant('Update'), fieldsV1: fieldsOf });

describe('withoutManagedFields', () => {
  it('cuts them out of what an API server writes, and nothing else', () => {
    const json = JSON.stringify({
      type: 'MODIFIED',
      object: {
        metadata: {
          name: 'p',
          managedFields: [
            { manager: 'kubectl', fieldsV1: { 'f:spec': { 'k:{"name":"c"}': { '.': {}, 'f:image': {} } } } },
            { manager: 'kubelet', subresource: 'status', fieldsV1: { 'f:finalizers': { 'v:"a]"': {} } } },
          ],
          ownerReferences: [{ name: 'r' }],
        },
        spec: { containers: [{ args: ['[', '"'] }] },
      },
    });
    assert.equal(
      withoutManagedFields(json),
      '{"type":"MODIFIED","object":{"metadata":{"name":"p","ownerReferences":[{"name":"r"}]},' +
        '"spec":{"containers":[{"args":["[","\\""]}]}}}',
    );
  });

  it('leaves the same object but for them, whatever texts there are', () => {
    const object = fc.record({
      labels: fc.dictionary(oddText, oddText),
      managedFields: fc.option(fc.array(entry), { nil: undefined }),
      rest: fc.jsonValue({ stringUnit: 'binary' }),
      text: oddText,
    });
    fc.assert(
      fc.property(object, ({ labels, managedFields, rest, text }) => {
        const json = JSON.stringify({ metadata: { labels, ...(managedFields && { managedFields }), text }, rest });
        const cut: unknown = JSON.parse(withoutManagedFields(json));
        assert.deepEqual(cut, JSON.parse(JSON.stringify({ metadata: { labels, text }, rest })));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves a list of another form as it is, and one that is cut off', () => {
    for (const json of ['{"a":1,"managedFields":[["x"]]}', '{"a":1,"managedFields":[{"b":"', '{"managedFields":[]}']) {
      assert.equal(withoutManagedFields(json), json);
    }
  });

  it('takes no longer than the list is long', () => {
    const entries = Array.from({ length: 20_000 }, (_, index) => ({ manager: `"${index}\\`, fieldsV1: { 'f:a': {} } }));
    const json = JSON.stringify({ name: 'p', managedFields: entries });
    assert.equal(withoutManagedFields(json), '{"name":"p"}');
    assert.equal(withoutManagedFields(json.slice(0, -2)), json.slice(0, -2));
  });
});

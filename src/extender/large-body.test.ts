import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wire } from '../testing/serving.ts';
import { jsonTextOf } from './json-text.ts';
import { createLargeBodyParser } from './large-body.ts';
import { isNestedTooDeeply } from './nesting.ts';
import { readExtenderArgs, readPreemptionArgs } from './wire.ts';

const parseLarge = createLargeBodyParser();

function ofExtender(body: unknown) {
  const read = readExtenderArgs(body);
  if (!read.ok) return read.error;
  const { pod, nodes } = read.value;
  const sent = nodes.kind === 'nodes' ? nodes.nodes.map((node) => JSON.parse(jsonTextOf(node.sent))) : [];
  return { pod, names: nodes.names, sent };
}

describe('a body that is parsed on another thread is understood as one that is parsed at once', () => {
  const bodies: readonly [name: string, body: string][] = [
    ...['filter-names', 'filter-full-nodes', 'prioritize-names', 'prioritize-full-nodes', 'filter-mixed-cluster'].map(
      (name): [string, string] => [name, wire(name)],
    ),
    ['keys in any case', '{"pod":{"metadata":{"name":"p"},"spec":{}},"NODES":{"ITEMS":[{"METADATA":{"Name":"ü-1"}}]}}'],
    [
      'a node of the word "text"',
      '{"Pod":{"metadata":{"name":"p"},"spec":{}},"Nodes":{"items":[{"metadata":{"name":"a"},"text":7}]}}',
    ],
    ['nodes that are none', '{"Pod":{"metadata":{"name":"p"},"spec":{}},"Nodes":{"items":[null,{"text":0}]}}'],
    ['nodes that are no list', '{"Pod":{"metadata":{"name":"p"},"spec":{}},"Nodes":{"items":{}}}'],
    ['a list', '[1]'],
    ['no pod', '{"Nodes":{}}'],
  ];
  for (const [name, body] of bodies) {
    it(name, async () => {
      assert.deepEqual(ofExtender(await parseLarge(Buffer.from(body))), ofExtender(JSON.parse(body)));
    });
  }

  for (const name of ['preempt-five-nodes', 'preempt-one-node', 'preempt-full-nodes']) {
    it(name, async () => {
      const body = name === 'preempt-full-nodes' ? FULL_VICTIMS : wire(name);
      assert.deepEqual(readPreemptionArgs(await parseLarge(Buffer.from(body))), readPreemptionArgs(JSON.parse(body)));
    });
  }

  const FULL_VICTIMS = JSON.stringify({
    Pod: { metadata: { name: 'p' }, spec: {} },
    NodeNameToVictims: {
      n: { Pods: [{ metadata: { name: 'v', uid: 'u-1' }, spec: { containers: [] } }, null], NumPDBViolations: 1 },
      m: null,
    },
  });
});

describe('a large body', () => {
  const refused: readonly [what: string, body: string, want: RegExp][] = [
    ['that is no JSON', '{"Pod":', /JSON/],
    ['that is nested too deeply', `{"Pod":${'['.repeat(300)}`, /it is nested too deeply/],
    ['with too much beside nodes', JSON.stringify({ NodeNames: ['x'.repeat(9 * 2 ** 20)] }), /more than 8 MiB beside/],
  ];
  for (const [what, body, want] of refused) {
    it(`${what} is refused, and the next one is parsed`, async () => {
      const [wrong, right] = await Promise.allSettled([parseLarge(Buffer.from(body)), parseLarge(Buffer.from('{}'))]);
      assert.ok(wrong.status === 'rejected');
      assert.match(String(wrong.reason), want);
      assert.deepEqual(right, { status: 'fulfilled', value: {} });
    });
  }

  it('waits for its turn, unless too many do', async () => {
    const parsed = await Promise.allSettled(Array.from({ length: 10 }, () => parseLarge(Buffer.from('{}'))));
    assert.deepEqual(
      parsed.map(({ status }) => status),
      [...Array(8).fill('fulfilled'), 'rejected', 'rejected'],
    );
  });
});

it('nesting counts outside of texts only', () => {
  const nested = (depth: number): Buffer => Buffer.from('{"a":['.repeat(depth / 2) + ']}'.repeat(depth / 2));
  assert.deepEqual([isNestedTooDeeply(nested(200)), isNestedTooDeeply(nested(202))], [false, true]);
  assert.equal(isNestedTooDeeply(Buffer.from(`["${'['.repeat(300)}\\"${'{'.repeat(300)}"]`)), false);
  assert.equal(isNestedTooDeeply(Buffer.from(`["\\\\",${'['.repeat(300)}`)), true);
});

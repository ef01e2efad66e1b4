import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { policies } from '../../solver/placement/policies.ts';
import { clusterFrom } from '../testing/objects.ts';
import { createSessions } from './session.ts';
import { type DecisionVerb, verbs } from './verbs.ts';
import { readExtenderArgs, readPreemptionArgs } from './wire.ts';

const RUNS = 400;

const session = createSessions({ policy: policies[0], costs: new Map() })(clusterFrom('mixed-cluster.yaml'));

/** What JSON can say and a Go program never would: huge and broken numbers, any types, keys that are traps, deep nests. */
const nonsense: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    2 ** 63,
    Number.POSITIVE_INFINITY,
    '',
    '1e999',
    [],
    {},
    [null],
    [[]],
  ),
  fc.integer({ min: 1, max: 20_000 }).map((depth): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  fc.constantFrom('{"__proto__":{"pods":[]}}', '{"constructor":1}').map((text): unknown => JSON.parse(text)),
);

/** Mostly the value that belongs there, sometimes nonsense. */
function mostly<T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 24, arbitrary: value }, { weight: 1, arbitrary: nonsense });
}

const asItIs = fc.constant((key: string) => key);
const anyCase = fc.constantFrom(
  (key: string) => key,
  (key: string) => key.toLowerCase(),
  (key: string) => key.toUpperCase(),
);

/** An object with these fields, at times one left out or one more, with keys spelled in one way or another. */
function object(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>, spelling = anyCase): fc.Arbitrary<unknown> {
  const entries = Object.entries(fields).map(([key, value]) =>
    fc.option(
      fc.tuple(spelling, mostly(value)).map(([spell, item]): [string, unknown] => [spell(key), item]),
      {
        freq: 24,
      },
    ),
  );
  const extra = fc.option(fc.tuple(fc.constantFrom('__proto__', 'toString', 'extra', ''), nonsense), { freq: 1 });
  return fc.tuple(extra, ...entries).map((list) => Object.fromEntries(list.filter((entry) => entry !== null)));
}

const known = [...session.cluster.nodes.map(({ name }) => name), 'elsewhere', '__proto__', ''];
const nodeName = fc.constantFrom(...known);
const uid = fc.constantFrom(...[...session.cluster.pods.values()].slice(0, 8).map((pod) => pod.uid), 'nobody', '');
const resource = fc
  .constantFrom('mig-1g.5gb', 'mig-2g.10gb', 'mig-3g.20gb', 'mig-9g.1gb', 'gpu')
  .map((of) => `nvidia.com/${of}`);
const amount = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map(String),
  fc.constantFrom(1, '1e3', '1e15', '9223372036854775807', '9e999', '-1', '0.5', '1Gi', 'x', 'Infinity'),
);
const amounts = fc.dictionary(resource, amount, { maxKeys: 4 });
const resources = object({ requests: amounts, limits: amounts }, asItIs);
const containers = fc.array(object({ resources }, asItIs), { maxLength: 3 });
const pod = object(
  {
    metadata: object({ name: fc.constant('p'), namespace: fc.constant('n'), uid: fc.string() }, asItIs),
    spec: object({ priority: fc.constantFrom(0, 1000, 2 ** 31), containers }, asItIs),
  },
  asItIs,
);
const node = object({ metadata: object({ name: nodeName }) });
const extenderArgs = object({
  Pod: pod,
  NodeNames: fc.option(fc.array(mostly(nodeName)), { freq: 2 }),
  Nodes: fc.option(object({ items: fc.array(node) })),
});
/** Victims on nodes; each pod is written as `victim` says. */
function offers(victim: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const victims = object({ Pods: fc.option(fc.array(victim, { maxLength: 4 })), NumPDBViolations: fc.nat(5) });
  return fc.dictionary(nodeName, victims, { maxKeys: 4 });
}

const preemptionArgs = object({
  Pod: pod,
  NodeNameToMetaVictims: offers(object({ UID: uid })),
  NodeNameToVictims: fc.option(offers(object({ metadata: object({ uid }) }))),
});

const names = z.array(z.string());
const filterReply = z.strictObject({
  Nodes: z.strictObject({ metadata: z.strictObject({}), items: z.array(z.unknown()) }).nullable(),
  NodeNames: names.nullable(),
  FailedNodes: z.strictObject({}),
  FailedAndUnresolvableNodes: z.unknown(),
  Error: z.string(),
});
const priorities = z.array(z.strictObject({ Host: z.string(), Score: z.int().min(1).max(10) }));
const preemption = z.strictObject({ NodeNameToMetaVictims: z.unknown() });
const metaVictims = z.strictObject({
  Pods: z.array(z.strictObject({ UID: z.string() })),
  NumPDBViolations: z.int().min(0),
});

/** What a verb answers, read again as Go would. */
function ask(verb: DecisionVerb, body: unknown): { readonly reply: unknown; readonly error: string | undefined } {
  const { json, error } = verbs[verb].answer(session, body);
  return { reply: JSON.parse(json), error };
}

describe('whatever the body holds', () => {
  it('filter answers an ExtenderFilterResult: an error, or each of the nodes passed or failed once', () => {
    fc.assert(
      fc.property(extenderArgs, (body) => {
        const { reply, error } = ask('filter', body);
        const { Nodes, NodeNames, FailedAndUnresolvableNodes, Error: said } = filterReply.parse(reply);
        const failed = new Map(entriesOf(FailedAndUnresolvableNodes));
        assert.equal(said, error ?? '');
        if (error !== undefined) return assert.deepEqual([Nodes, NodeNames, failed.size], [null, null, 0]);
        assert.notEqual(Nodes === null, NodeNames === null);
        const args = readExtenderArgs(body);
        if (!args.ok) assert.fail('an answer to what cannot be read');
        const passed = NodeNames ?? Nodes?.items.map(nameOf) ?? [];
        assert.deepEqual(new Set([...passed, ...failed.keys()]), new Set(args.value.nodes.names));
        assert.ok(!passed.some((name) => failed.has(name)));
        for (const message of failed.values()) assert.match(String(message), /^mig: [a-zA-Z ]+$/);
      }),
      { numRuns: RUNS },
    );
  });

  it('prioritize answers a HostPriorityList with integers from 1 to 10 for hosts of the request', () => {
    fc.assert(
      fc.property(extenderArgs, (body) => {
        const { reply, error } = ask('prioritize', body);
        const scores = priorities.parse(reply);
        const hosts = new Set(scores.map(({ Host }) => Host));
        assert.equal(hosts.size, scores.length);
        if (error !== undefined) return assert.equal(hosts.size, 0);
        const { NodeNames, Nodes } = filterReply.parse(ask('filter', body).reply);
        const passed = new Set(NodeNames ?? Nodes?.items.map(nameOf));
        assert.ok([...hosts].every((host) => passed.has(host)));
        if (hosts.size > 0) assert.equal(Math.max(...scores.map(({ Score }) => Score)), 10);
      }),
      { numRuns: RUNS },
    );
  });

  it('preempt answers an ExtenderPreemptionResult with victims for nodes that were offered', () => {
    fc.assert(
      fc.property(preemptionArgs, (body) => {
        const { reply, error } = ask('preempt', body);
        const answers = entriesOf(preemption.parse(reply).NodeNameToMetaVictims);
        if (error !== undefined) return assert.deepEqual(answers, []);
        const args = readPreemptionArgs(body);
        for (const [name, answer] of answers) {
          const { Pods } = metaVictims.parse(answer);
          const offered = args.ok ? args.value.offers.get(name)?.uids : undefined;
          assert.ok(offered !== undefined && (Pods.length > 0 || offered.length === 0));
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** The fields of an object, `__proto__` too. */
function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : assert.fail('not an object');
}

/** The name of a node that filter sent back, whatever the case of its keys. */
function nameOf(node: unknown): string {
  const args = readExtenderArgs({ Pod: { metadata: { name: 'p' }, spec: {} }, Nodes: { items: [node] } });
  return args.ok ? (args.value.nodes.names[0] ?? '') : assert.fail(args.error);
}

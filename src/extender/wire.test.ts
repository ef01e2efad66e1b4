import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readExtenderArgs, readPreemptionArgs } from './wire.ts';

function fixture(name: string) {
  return JSON.parse(readFileSync(new URL(`../../fixtures/wire/${name}.json`, import.meta.url), 'utf8'));
}

const pod = { metadata: { name: 'p', namespace: 'n', uid: 'u' }, spec: { containers: [] } };

describe('readExtenderArgs', () => {
  it('reads what kube-scheduler 1.36 sent in names mode', () => {
    const args = readExtenderArgs(fixture('filter-names'));
    if (!args.ok) assert.fail(args.error);
    assert.deepEqual(args.value.nodes, { kind: 'names', names: ['gpu1', 'gpu2', 'gpu3', 'gpu4', 'gpu5'] });
    assert.deepEqual(
      [args.value.pod.key, args.value.pod.uid, args.value.pod.gpus.instances.map(({ profile }) => profile)],
      ['default/p1', '477224fb-827f-4c0e-8d6b-ac76668f13a5', ['1g.10gb']],
    );
  });

  it('reads what it sent in full-node mode, and keeps the nodes as they came', () => {
    const body = fixture('filter-full-nodes');
    const args = readExtenderArgs(body);
    if (!args.ok) assert.fail(args.error);
    assert.deepEqual(args.value.nodes.names, ['gpu3', 'gpu4', 'gpu5', 'gpu1', 'gpu2']);
    assert.deepEqual(
      args.value.nodes.kind === 'nodes' && args.value.nodes.nodes.map(({ sent }) => sent),
      body.Nodes.items,
    );
  });

  it('takes keys in any case', () => {
    for (const body of [
      { pod, nodenames: ['a'] },
      { POD: pod, NODENAMES: ['a'] },
      { Pod: pod, nodeNames: ['a'] },
    ]) {
      const args = readExtenderArgs(body);
      assert.deepEqual(args.ok && args.value.nodes, { kind: 'names', names: ['a'] });
    }
  });

  it('takes keys in any case in nodes too', () => {
    for (const node of [{ metadata: { name: 'a' } }, { Metadata: { Name: 'a' } }, { METADATA: { NAME: 'a' } }]) {
      const args = readExtenderArgs({ Pod: pod, Nodes: { Items: [node] } });
      assert.deepEqual(args.ok && args.value.nodes, {
        kind: 'nodes',
        names: ['a'],
        nodes: [{ name: 'a', sent: node }],
      });
    }
  });

  it('prefers names where both are given, and ignores keys that it does not know', () => {
    const args = readExtenderArgs({ Pod: pod, NodeNames: [], Nodes: { items: [] }, Extra: 1 });
    assert.deepEqual(args.ok && args.value.nodes, { kind: 'names', names: [] });
  });

  const wrong: readonly [name: string, body: unknown, want: string | RegExp][] = [
    ['nothing', undefined, 'the request is not a JSON object'],
    ['null', null, 'the request is not a JSON object'],
    ['a list', [], 'the request is not a JSON object'],
    ['no pod', { NodeNames: [] }, 'Pod is missing'],
    ['a null pod', { Pod: null, NodeNames: [] }, 'Pod is missing'],
    ['a pod without a name', { Pod: { metadata: {}, spec: {} }, NodeNames: [] }, /^Pod\.metadata\.name is missing$/],
    ['a pod that is text', { Pod: 'p', NodeNames: [] }, /^Pod is "p", expected an object$/],
    ['no nodes', { Pod: pod }, 'neither NodeNames nor Nodes is given'],
    ['null nodes', { Pod: pod, NodeNames: null, Nodes: null }, 'neither NodeNames nor Nodes is given'],
    ['names that are not text', { Pod: pod, NodeNames: ['a', 7] }, 'NodeNames is not a list of names'],
    ['nodes that are a number', { Pod: pod, Nodes: 5 }, 'Nodes is not a list of nodes'],
    ['nodes that are text', { Pod: pod, Nodes: 'gpu1' }, 'Nodes is not a list of nodes'],
    ['nodes without a list around them', { Pod: pod, Nodes: [] }, 'Nodes is not a list of nodes'],
    ['items that are no list', { Pod: pod, Nodes: { items: {} } }, 'Nodes.items is not a list of nodes with names'],
    ['a node that is null', { Pod: pod, Nodes: { items: [null] } }, 'Nodes.items is not a list of nodes with names'],
    ['names that are no list', { Pod: pod, NodeNames: 'a' }, 'NodeNames is not a list of names'],
    [
      'nodes without names',
      { Pod: pod, Nodes: { items: [{ metadata: {} }] } },
      'Nodes.items is not a list of nodes with names',
    ],
    [
      'a quantity that cannot be read',
      {
        Pod: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', resources: { requests: { cpu: 'x' } } }] } },
        NodeNames: [],
      },
      'Pod p: requests of container "c", cpu: "x" is not a quantity',
    ],
  ];
  for (const [name, body, want] of wrong) {
    it(`refuses ${name}`, () => {
      const args = readExtenderArgs(body);
      assert.equal(args.ok, false);
      if (typeof want === 'string') assert.equal(args.ok ? '' : args.error, want);
      else assert.match(args.ok ? '' : args.error, want);
    });
  }

  it('takes a Nodes without items for an empty list', () => {
    const args = readExtenderArgs({ Pod: pod, Nodes: { metadata: {}, items: null } });
    assert.deepEqual(args.ok && args.value.nodes, { kind: 'nodes', names: [], nodes: [] });
  });
});

describe('readPreemptionArgs', () => {
  it('reads what kube-scheduler 1.36 sent', () => {
    const args = readPreemptionArgs(fixture('preempt-five-nodes'));
    if (!args.ok) assert.fail(args.error);
    assert.equal(args.value.pod.priority, 1000);
    assert.deepEqual([...args.value.offers.keys()], ['gpu1', 'gpu2', 'gpu3', 'gpu4', 'gpu5']);
    assert.deepEqual(args.value.offers.get('gpu1'), { uids: ['69ac9dfe-a290-49a6-8ecf-6e1e717c97e5'], violations: 0 });
  });

  it('reads whole pods as victims, where nodeCacheCapable is off', () => {
    const victims = { n1: { Pods: [{ metadata: { name: 'v', uid: 'u1' } }], NumPDBViolations: 2 } };
    const args = readPreemptionArgs({ Pod: pod, NodeNameToVictims: victims, NodeNameToMetaVictims: null });
    assert.deepEqual(args.ok && [...args.value.offers], [['n1', { uids: ['u1'], violations: 2 }]]);
  });

  it('takes absent or null victims for none, as 1.38 offers them', () => {
    const args = readPreemptionArgs({
      Pod: pod,
      NodeNameToMetaVictims: { a: { Pods: null }, b: { Pods: [] }, c: null },
    });
    assert.deepEqual(args.ok && [...args.value.offers.values()].map(({ uids }) => uids), [[], [], []]);
  });

  const wrong: readonly [name: string, body: unknown, want: RegExp][] = [
    ['nothing', undefined, /not a JSON object/],
    ['no pod', { NodeNameToMetaVictims: {} }, /Pod is missing/],
    ['victims that are a list', { Pod: pod, NodeNameToMetaVictims: [] }, /NodeNameToMetaVictims: is not an object/],
    ['victims of a node that are text', { Pod: pod, NodeNameToMetaVictims: { a: 'x' } }, /: a is not an object/],
    ['victims of a node that are a number', { Pod: pod, NodeNameToVictims: { a: 7 } }, /: a is not an object/],
    ...[1.5, Number.POSITIVE_INFINITY, 2 ** 63, -1, '2', true].map((count): [string, unknown, RegExp] => [
      `${count} violations, which are no count`,
      { Pod: pod, NodeNameToMetaVictims: { a: { Pods: [], NumPDBViolations: count } } },
      /NodeNameToMetaVictims: a\.NumPDBViolations is not a whole number/,
    ]),
    [
      'victims without UIDs',
      { Pod: pod, NodeNameToMetaVictims: { a: { Pods: [{}] } } },
      /a\.Pods is not a list of pods with UIDs/,
    ],
    [
      'whole victims without UIDs',
      { Pod: pod, NodeNameToVictims: { a: { Pods: [{ metadata: {} }] } } },
      /NodeNameToVictims: a\.Pods/,
    ],
  ];
  for (const [name, body, want] of wrong) {
    it(`refuses ${name}`, () => {
      const args = readPreemptionArgs(body);
      assert.match(args.ok ? 'read' : args.error, want);
    });
  }
});

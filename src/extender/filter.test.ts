import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { policies } from '../../solver/placement/policies.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { clusterFrom, clusterOf, nodeIn, nodeObject, type PodText, pod, podObject } from '../testing/objects.ts';
import { filter } from './filter.ts';
import { createKindMemories } from './kind-memory.ts';
import { prioritize } from './prioritize.ts';
import { rejectionMessages } from './rejection.ts';
import { createSessions, type Session } from './session.ts';

function sessionOn(cluster: Cluster): Session {
  return createSessions({ policy: policies[0], costs: new Map() })(cluster);
}

function ask({ cluster, memories }: Session, asks: string, names: readonly string[], more: PodText = {}) {
  const args = { pod: pod('x/asking', asks, more), nodes: { kind: 'names' as const, names } };
  const { json, rejected } = filter(cluster, args, memories);
  const { NodeNames, FailedAndUnresolvableNodes, ...rest } = JSON.parse(json);
  return { passed: NodeNames, failed: FailedAndUnresolvableNodes, rest, rejected: Object.fromEntries(rejected) };
}

/** What kube-scheduler adds for each name: 0 where the list does not have it. */
function scores(session: Session, asks: string, names: readonly string[]): Record<string, number> {
  const given = listed(session, asks, names).map(({ Host, Score }) => [Host, Score]);
  return { ...Object.fromEntries(names.map((name) => [name, 0])), ...Object.fromEntries(given) };
}

function listed({ cluster, memories }: Session, asks: string, names: readonly string[]) {
  const args = { pod: pod('x/asking', asks), nodes: { kind: 'names' as const, names } };
  const list: { Host: string; Score: number }[] = JSON.parse(prioritize(cluster, args, memories));
  return list;
}

const cluster = clusterOf(
  nodeObject('idle', { gpus: ['2g.10gb@0 3g.20gb@4'] }),
  nodeObject('recut', { gpus: ['3g.20gb@4 1g.5gb@0=y/a'] }),
  nodeObject('scattered', { gpus: ['1g.5gb@0=y/b 1g.5gb@2=y/c 1g.5gb@4=y/d'] }),
  nodeObject('full', { gpus: ['7g.40gb@0=y/e'] }),
  nodeObject('carve', { gpus: [''], labels: { 'slicewise.dev/mode': 'carve' } }),
  nodeObject('other', { product: 'NVIDIA-A30', gpus: ['1g.6gb@0'] }),
  nodeObject('broken', { gpus: ['3g.20gb@2'] }),
  ...['a', 'b', 'c', 'd', 'e'].map((name, index) =>
    podObject(`y/${name}`, index === 4 ? '7g.40gb' : '1g.5gb', {
      on: ['recut', 'scattered', 'scattered', 'scattered', 'full'][index] ?? '',
    }),
  ),
);
const all = ['idle', 'recut', 'scattered', 'full', 'carve', 'other', 'broken', 'elsewhere'];

describe('filter', () => {
  it('lets the nodes pass that take the pod, and says of every other one why not', () => {
    const { passed, failed, rejected } = ask(sessionOn(cluster), '2g.10gb', all);
    assert.deepEqual(passed, ['carve', 'idle']);
    assert.deepEqual(failed, {
      recut: rejectionMessages.reshape,
      scattered: rejectionMessages.moves,
      full: rejectionMessages.full,
      other: rejectionMessages['unknown-profile'],
      broken: rejectionMessages.unusable,
      elsewhere: rejectionMessages['unknown-node'],
    });
    assert.deepEqual(rejected, { reshape: 1, moves: 1, full: 1, 'unknown-profile': 1, unusable: 1, 'unknown-node': 1 });
  });

  it('names every node once, however often it is asked about, also one that is not there', () => {
    const { memories } = sessionOn(cluster);
    const names = ['idle', 'elsewhere', 'full', 'elsewhere', 'idle', 'full'];
    const args = { pod: pod('x/asking', '2g.10gb'), nodes: { kind: 'names' as const, names } };
    const { json, rejected } = filter(cluster, args, memories);
    for (const name of names) assert.equal(json.split(`"${name}"`).length, 2, name);
    assert.deepEqual(Object.fromEntries(rejected), { full: 1, 'unknown-node': 1 });
    assert.deepEqual(JSON.parse(prioritize(cluster, args, memories)), [{ Host: 'idle', Score: 10 }]);
  });

  it('writes capitalised keys, an empty FailedNodes, no error, and never null for a list', () => {
    const { rest } = ask(sessionOn(cluster), '2g.10gb', all);
    assert.deepEqual(rest, { Nodes: null, FailedNodes: {}, Error: '' });
    assert.deepEqual(ask(sessionOn(cluster), '2g.10gb', ['full']).passed, []);
    assert.deepEqual(ask(sessionOn(cluster), '2g.10gb', []).passed, []);
  });

  it('lets pods pass at once that ask for no MIG device, strangers and all', () => {
    for (const asks of ['', 'nvidia.com/gpu', 'example.com/nic']) {
      assert.deepEqual(ask(sessionOn(cluster), asks, all), {
        passed: all,
        failed: {},
        rest: { Nodes: null, FailedNodes: {}, Error: '' },
        rejected: {},
      });
    }
  });

  it('names no node and no count in a message, and starts and ends none with punctuation', () => {
    for (const message of Object.values(rejectionMessages)) assert.match(message, /^mig: [a-zA-Z ]+[a-z]$/);
  });

  it('gives the same bytes whatever the order of the names', () => {
    const session = sessionOn(cluster);
    const known = all.filter((name) => name !== 'elsewhere');
    const [a, b] = [known, known.toReversed()].map(
      (names) => filter(cluster, { pod: pod('x/p', '1g.5gb'), nodes: { kind: 'names', names } }, session.memories).json,
    );
    assert.equal(a, b);
  });

  it('sends nodes back as they came in full-node mode', () => {
    const nodes = ['idle', 'full', 'elsewhere'].map((name) => ({ name, sent: { MetaData: { Name: name }, extra: 1 } }));
    const args = {
      pod: pod('x/p', '2g.10gb'),
      nodes: { kind: 'nodes' as const, names: nodes.map(({ name }) => name), nodes },
    };
    const reply = JSON.parse(filter(cluster, args, sessionOn(cluster).memories).json);
    assert.deepEqual(reply.Nodes, { metadata: {}, items: [nodes[0]?.sent] });
    assert.deepEqual([reply.NodeNames, Object.keys(reply.FailedAndUnresolvableNodes)], [null, ['full', 'elsewhere']]);
  });

  it('says of nodes nested too deeply to be written that it cannot send them back', () => {
    const sent: unknown = JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`);
    for (const asks of ['2g.10gb', '']) {
      const nodes = { kind: 'nodes' as const, names: ['idle'], nodes: [{ name: 'idle', sent }] };
      const { json, error } = filter(cluster, { pod: pod('x/p', asks), nodes }, sessionOn(cluster).memories);
      assert.equal(error, 'Nodes.items is nested too deeply to be sent back');
      assert.equal(JSON.parse(json).Error, error);
    }
  });

  it('copes with names that are no names', () => {
    const odd = ['__proto__', '', '"', 'ü', 'a'.repeat(5000)];
    const { failed } = ask(sessionOn(cluster), '1g.5gb', odd);
    assert.deepEqual(Object.keys(failed).toSorted(), odd.toSorted());
    const names = ['a"b', 'ü\\', '__proto__'];
    const session = sessionOn(clusterOf(...names.map((name) => nodeObject(name, { gpus: ['1g.5gb@0'] }))));
    assert.deepEqual(ask(session, '1g.5gb', names).passed.toSorted(), names.toSorted());
    assert.deepEqual(Object.keys(ask(session, '2g.10gb', names).failed).toSorted(), names.toSorted());
    assert.deepEqual(Object.values(scores(session, '1g.5gb', names)), [10, 10, 10]);
  });

  it('places several instances of a pod on one node together', () => {
    assert.deepEqual(ask(sessionOn(cluster), '2g.10gb, 3g.20gb', all).passed, ['carve', 'idle']);
    assert.deepEqual(ask(sessionOn(cluster), '2 x 2g.10gb', all).passed, ['carve']);
  });

  it('takes nvidia.com/gpu for a MIG device where the strategy is single, and leaves whole GPUs to Kubernetes', () => {
    const mixed = clusterOf(
      nodeObject('single', { product: 'NVIDIA-A30-MIG-2g.12gb', allocatable: { 'nvidia.com/gpu': '2' } }),
      nodeObject('single-full', { product: 'NVIDIA-A30-MIG-2g.12gb', allocatable: { 'nvidia.com/gpu': '2' } }),
      nodeObject('whole', { product: 'NVIDIA-A30', allocatable: { 'nvidia.com/gpu': '1' } }),
      podObject('y/a', '2 x nvidia.com/gpu', { on: 'single-full' }),
    );
    const session = sessionOn(mixed);
    const names = ['single', 'single-full', 'whole'];
    assert.deepEqual(ask(session, 'nvidia.com/gpu', names).passed, ['single', 'whole']);
    assert.deepEqual(scores(session, 'nvidia.com/gpu', names), { single: 10, 'single-full': 0, whole: 9 });
  });

  it('spends a second at most on a request of more than eight instances, and goes on next time where it stopped', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const carve = { 'slicewise.dev/mode': 'carve' };
    const five = clusterOf(...names.map((name) => nodeObject(name, { gpus: ['', ''], labels: carve })));
    const session = sessionOn(five);
    // It takes 400 ms to judge a node, so that two are judged in a call.
    let milliseconds = 0;
    const memories = createKindMemories(session.rater, () => (milliseconds += 400));
    const answer = (asks: string) => ask({ ...session, memories }, asks, names);
    assert.deepEqual(answer('9 x 1g.5gb').passed, ['a', 'b']);
    assert.deepEqual(scores({ ...session, memories }, '10 x 1g.5gb', names), { a: 10, b: 10, c: 0, d: 0, e: 0 });
    const { passed, failed, rejected } = answer('9 x 1g.5gb');
    assert.deepEqual([passed, failed], [['a', 'b', 'c', 'd'], { e: rejectionMessages.undecided }]);
    assert.deepEqual(rejected, { undecided: 1 });
    assert.deepEqual(answer('9 x 1g.5gb').passed, names);
    assert.deepEqual(answer('8 x 1g.5gb').passed, names, 'up to eight are judged in any case');
  });

  it('counts pods that were nominated to a node, for pods that do not go before them', () => {
    const nominated = clusterOf(
      nodeObject('n', { gpus: ['1g.5gb@0 1g.5gb@1'] }),
      podObject('y/next', '2 x 1g.5gb', { nominated: 'n', priority: 5 }),
    );
    const session = sessionOn(nominated);
    const passedWith = (priority: number): unknown => ask(session, '1g.5gb', ['n'], { priority }).passed;
    assert.deepEqual([passedWith(0), passedWith(5), passedWith(6), passedWith(0)], [[], [], ['n'], []]);
    const own = { pod: pod('y/next', '2 x 1g.5gb', { priority: 5 }), nodes: { kind: 'names' as const, names: ['n'] } };
    assert.deepEqual(JSON.parse(filter(nominated, own, session.memories).json).NodeNames, ['n'], 'not against itself');
  });

  it('answers from the newest state, and judges anew only the node that changed', () => {
    const two = clusterOf(nodeObject('a', { gpus: ['1g.5gb@0'] }), nodeObject('b', { gpus: ['1g.5gb@0'] }));
    let judged = 0;
    const watched = new Proxy(nodeIn(two, 'a'), {
      get(node, key) {
        if (key === 'shape') judged++;
        return Reflect.get(node, key);
      },
    });
    const before = withNode(two, watched);
    const sessions = createSessions({ policy: policies[0], costs: new Map() });
    assert.deepEqual(ask(sessions(before), '1g.5gb', ['a', 'b']).passed, ['a', 'b']);
    assert.ok(judged > 0);

    judged = 0;
    const used = clusterOf(nodeObject('b', { gpus: ['1g.5gb@0=y/p'] }), podObject('y/p', '1g.5gb', { on: 'b' }));
    const after = withNode(before, nodeIn(used, 'b'));
    assert.deepEqual(ask(sessions(after), '1g.5gb', ['a', 'b']).passed, ['a']);
    assert.equal(judged, 0);
  });
});

describe('prioritize', () => {
  it('ranks distinct keys from 10 down, and gives nothing to those that do not take the pod', () => {
    const ranked = clusterOf(
      nodeObject('best', { gpus: ['4g.20gb@0=y/a 1g.5gb@4=y/b 1g.5gb@5=y/c 1g.5gb@6'] }),
      nodeObject('good', { gpus: ['4g.20gb@0=y/d 1g.5gb@6'] }),
      nodeObject('worst', { gpus: ['1g.5gb@0'] }),
      nodeObject('twin', { gpus: ['1g.5gb@0'] }),
      nodeObject('full', { gpus: ['1g.5gb@0=y/e'] }),
      ...['a', 'b', 'c', 'd', 'e'].map((name, index) =>
        podObject(`y/${name}`, index === 0 || index === 3 ? '4g.20gb' : '1g.5gb', {
          on: ['best', 'best', 'best', 'good', 'full'][index] ?? '',
        }),
      ),
    );
    assert.deepEqual(scores(sessionOn(ranked), '1g.5gb', ['full', 'worst', 'twin', 'good', 'best', 'elsewhere']), {
      best: 10,
      good: 9,
      worst: 8,
      twin: 8,
      full: 0,
      elsewhere: 0,
    });
  });

  it('gives nodes it was asked about integers from 1 to 10, each once, and leaves out those that get nothing', () => {
    const stored = clusterFrom('cluster-200.json');
    const session = sessionOn(stored);
    const names = stored.nodes.map(({ name }) => name);
    for (const asks of ['1g.10gb', '3g.40gb', '2 x 1g.5gb', '7g.80gb']) {
      const given = listed(session, asks, names);
      const hosts = new Set(given.map(({ Host }) => Host));
      assert.equal(hosts.size, given.length);
      assert.ok([...hosts].every((host) => names.includes(host)) && hosts.size < names.length);
      const values = new Set(given.map(({ Score }) => Score));
      assert.ok([...values].every((score) => Number.isInteger(score) && score >= 1 && score <= 10));
      assert.ok(values.has(10));
    }
  });

  it('agrees with ranking all keys by sorting them', () => {
    const stored = clusterFrom('cluster-200.json');
    const session = sessionOn(stored);
    const names = stored.nodes.map(({ name }) => name);
    const memory = session.memories.recall(stored, pod('x/p', '1g.10gb'));
    const verdicts = names.map((_, ordinal) => memory.verdictOf(ordinal));
    const keys = verdicts.flatMap((verdict) => (verdict.kind === 'passes' ? [verdict.key] : []));
    const distinct = [...new Map(keys.map((key) => [key.join(), key])).values()].sort(
      (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2],
    );
    const want = verdicts.map((verdict) => {
      if (verdict.kind !== 'passes') return 0;
      return Math.max(0, 10 - distinct.findIndex((key) => key.join() === verdict.key.join()));
    });
    const given = scores(session, '1g.10gb', names);
    assert.deepEqual(
      names.map((name) => given[name]),
      want,
    );
  });

  it('gives nothing where it has no say', () => {
    assert.deepEqual(listed(sessionOn(cluster), '', ['idle', 'elsewhere']), []);
  });

  it('is the same call after call, for any subset', () => {
    const session = sessionOn(clusterFrom('cluster-200.json'));
    const names = session.cluster.nodes.map(({ name }) => name);
    const odd = names.filter((_, index) => index % 2 === 1);
    const [first, , third] = [names, odd, names].map((some) => scores(session, '1g.10gb', some));
    assert.deepEqual(first, third);
    const fresh = scores(sessionOn(session.cluster), '1g.10gb', odd);
    assert.deepEqual(scores(session, '1g.10gb', odd), fresh);
  });
});

/** A state in which one node is another object, as the store makes it when that node has changed. */
function withNode(cluster: Cluster, node: ClusterNode): Cluster {
  return { ...cluster, nodes: cluster.nodes.map((each) => (each.name === node.name ? node : each)) };
}

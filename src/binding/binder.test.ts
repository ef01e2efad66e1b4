import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carveNode, setUpBinding, startReplica, tell } from '../testing/binding.ts';
import { FakeBindingServer, type Network } from '../testing/fake-binding-server.ts';
import type { BindRequest } from './outcome.ts';

describe('bind', () => {
  it('gives a pod the best instances of a carve-mode node, in the write that binds it', async () => {
    const { server, replica } = setUpBinding();
    server.create('x/a', '3g.20gb');
    assert.equal(tell(await replica.bind('x/a', 'n')), 'bound 3g.20gb@4');
    assert.equal(server.pods.get('x/a')?.pod.placement, '{"gpu":"GPU-n-0","profile":"3g.20gb","start":4}');
  });

  it('writes a list for a pod with several instances', async () => {
    const { server, replica } = setUpBinding({ gpus: 2 });
    server.create('x/a', '2 x 4g.20gb');
    assert.equal(tell(await replica.bind('x/a', 'n')), 'bound 4g.20gb@0 4g.20gb@0');
  });

  it('counts what it bound before the cluster shows it', async () => {
    const { server, replica } = setUpBinding();
    for (const name of ['a', 'b', 'c']) server.create(`x/${name}`, '3g.20gb');
    assert.equal(tell(await replica.bind('x/a', 'n')), 'bound 3g.20gb@4');
    assert.equal(replica.source.cluster()?.nodes.find(({ name }) => name === 'n')?.pods.length, 1);
    assert.equal(tell(await replica.bind('x/b', 'n')), 'bound 3g.20gb@0');
    assert.equal(tell(await replica.bind('x/c', 'n')), 'no-room: mig: slices in use');
  });

  it('reads the ledger once while no other replica writes it', async () => {
    const { server, replica } = setUpBinding();
    for (const name of ['a', 'b', 'c']) server.create(`x/${name}`, '1g.5gb');
    for (const name of ['a', 'b', 'c']) await replica.bind(`x/${name}`, 'n');
    const { calls } = server;
    assert.deepEqual(
      ['get lease', 'list pods', 'put lease', 'bind'].map((call) => calls.get(call)),
      [1, 1, 3, 3],
    );
  });

  it('leaves no claim behind for longer than until the next bind', async () => {
    const { server, replica } = setUpBinding();
    for (const name of ['a', 'b']) server.create(`x/${name}`, '1g.5gb');
    for (const name of ['a', 'b']) await replica.bind(`x/${name}`, 'n');
    const claims = JSON.parse(server.leases.get('slicewise-n')?.claims ?? '');
    assert.deepEqual(Object.keys(claims), ['uid-b']);
  });

  it('binds to a node in static mode as it is', async () => {
    const { server, replica } = setUpBinding();
    server.create('x/a', '1g.5gb');
    replica.sync();
    assert.equal(tell(await replica.bind('x/a', 'static')), 'bound');
    assert.equal(server.pods.get('x/a')?.pod.placement, undefined);
    assert.deepEqual([...server.calls.keys()], ['bind']);
    assert.equal(replica.source.cluster()?.nodes.find(({ name }) => name === 'static')?.pods.length, 1);
  });

  it('binds a pod that asks for no instance to a carve-mode node as it is', async () => {
    const { server, replica } = setUpBinding();
    server.create('x/a', '');
    assert.equal(tell(await replica.bind('x/a', 'n')), 'bound');
    assert.equal(server.leases.size, 0);
  });

  for (const node of ['n', 'static']) {
    it(`succeeds again where the pod is bound already (${node})`, async () => {
      const { server, replica } = setUpBinding();
      server.create('x/a', '1g.5gb');
      const first = tell(await replica.bind('x/a', node));
      assert.equal(tell(await replica.bind('x/a', node)), first.replace('bound', 'already-bound'));
      assert.equal(server.calls.get('bind'), 1);
    });
  }

  it('leaves nominated pods of equal or higher priority their room, and takes that of others', async () => {
    const { server, replica } = setUpBinding();
    server.create('x/nominated', '4g.20gb', { nominated: 'n', priority: 5 });
    server.create('x/low', '4g.20gb');
    server.create('x/high', '4g.20gb', { priority: 6 });
    replica.sync();
    assert.equal(tell(await replica.bind('x/low', 'n')), 'no-room: mig: slices in use');
    assert.equal(tell(await replica.bind('x/high', 'n')), 'bound 4g.20gb@0');
  });

  it('lets a nominated pod have what it was promised', async () => {
    const { server, replica } = setUpBinding();
    server.create('x/a', '7g.40gb', { nominated: 'n' });
    replica.sync();
    assert.equal(tell(await replica.bind('x/a', 'n')), 'bound 7g.40gb@0');
  });

  const refusals: readonly (readonly [
    name: string,
    key: string,
    node: string,
    want: string,
    more?: Partial<BindRequest>,
  ])[] = [
    ['a pod that is not there', 'x/nobody', 'n', 'gone: mig: pod is gone'],
    ['a pod of that name with another UID', 'x/a', 'n', 'gone: mig: pod is gone', { podUid: 'other' }],
    ['a pod that is bound to another node', 'x/bound', 'm', 'elsewhere: mig: pod is bound to another node'],
    ['a pod that has finished', 'x/finished', 'm', 'gone: mig: pod is gone'],
    ['a pod that waits for a gate', 'x/gated', 'n', 'failed: mig: API server refused, the log of slicewise says why'],
    ['a node that is not known', 'x/a', 'elsewhere', 'no-room: mig: node not known yet'],
    ['a profile that the node does not have', 'x/big', 'n', 'no-room: mig: profile not offered'],
    ['a pod for which there is no room', 'x/many', 'n', 'no-room: mig: slices in use'],
  ];
  for (const [name, key, node, want, more] of refusals) {
    it(`refuses ${name}`, async () => {
      const { server, replica } = setUpBinding();
      server.create('x/a', '1g.5gb');
      server.create('x/bound', '1g.5gb', { on: 'static' });
      server.create('x/finished', '1g.5gb', { phase: 'Failed' });
      server.create('x/gated', '1g.5gb', { spec: { schedulingGates: [{ name: 'gate' }] } });
      server.create('x/big', '2g.12gb');
      server.create('x/many', '8 x 1g.5gb');
      assert.equal(tell(await replica.bind(key, node, more)), want);
      const on = (replica.source.cluster()?.nodes ?? []).flatMap(({ pods }) => pods.map((pod) => pod.key));
      assert.deepEqual(
        on.filter((bound) => bound !== 'x/bound'),
        [],
      );
    });
  }

  it('says what stands against deciding', async () => {
    const server = new FakeBindingServer();
    server.create('x/a', '1g.5gb');
    const { source } = startReplica(server, [carveNode('n')]);
    const lost = startReplica(server, [carveNode('n')], { source: { ...source, obstacle: () => 'mig: lost' } });
    assert.equal(tell(await lost.bind('x/a', 'n')), 'not-ready: mig: lost');
    const unsynced = startReplica(server, [carveNode('n')], { source: { ...source, cluster: () => undefined } });
    assert.equal(tell(await unsynced.bind('x/a', 'n')), 'not-ready: slicewise is not synced with the cluster yet');
  });

  it('does nothing for a caller that has given up by then', async () => {
    const server = new FakeBindingServer();
    server.create('x/a', '1g.5gb');
    let now = 0;
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const network: Network = (step) => {
      if (step === 'put lease') now = 5_000;
      return Promise.resolve('answered');
    };
    const replica = startReplica(server, [carveNode('n')], { clock, network });
    assert.equal(tell(await replica.bind('x/a', 'n')), 'late: mig: no time left to bind');
    assert.equal(server.calls.get('bind'), undefined);
  });
});

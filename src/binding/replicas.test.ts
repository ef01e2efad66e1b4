import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setUpBinding, startReplica, tell } from '../testing/binding.ts';
import type { FakeBindingServer } from '../testing/fake-binding-server.ts';

/** What the cluster is told a pod holds: `n 3g.20gb@4`. */
function held(server: FakeBindingServer, key: string): string {
  const { node, placement } = server.pods.get(key)?.pod ?? {};
  const { profile, start } = JSON.parse(placement ?? '{}');
  return `${node} ${profile}@${start}`;
}

describe('bind by two replicas', () => {
  it('has exactly one winner for one window', async () => {
    const { server, replica, nodes } = setUpBinding();
    const other = startReplica(server, nodes);
    for (const name of ['a', 'b']) server.create(`x/${name}`, '7g.40gb');
    const outcomes = await Promise.all([replica.bind('x/a', 'n'), other.bind('x/b', 'n')]);
    assert.deepEqual(outcomes.map(tell).toSorted(), ['bound 7g.40gb@0', 'no-room: mig: slices in use']);
  });

  it('gives the loser its second best window', async () => {
    const { server, replica, nodes } = setUpBinding();
    const other = startReplica(server, nodes);
    for (const name of ['a', 'b']) server.create(`x/${name}`, '3g.20gb');
    const outcomes = await Promise.all([replica.bind('x/a', 'n'), other.bind('x/b', 'n')]);
    assert.deepEqual(outcomes.map(tell).toSorted(), ['bound 3g.20gb@0', 'bound 3g.20gb@4']);
    assert.notEqual(held(server, 'x/a'), held(server, 'x/b'));
  });

  it('sees what the other bound although its own watch shows nothing', async () => {
    const { server, replica, nodes } = setUpBinding();
    const other = startReplica(server, nodes);
    for (const name of ['a', 'b', 'c']) server.create(`x/${name}`, '3g.20gb');
    assert.equal(tell(await replica.bind('x/a', 'n')), 'bound 3g.20gb@4');
    assert.equal(tell(await other.bind('x/b', 'n')), 'bound 3g.20gb@0');
    assert.equal(tell(await replica.bind('x/c', 'n')), 'no-room: mig: slices in use');
  });

  it('binds one pod once when both are asked, to different nodes', async () => {
    const { server, replica, nodes } = setUpBinding();
    const other = startReplica(server, nodes);
    server.create('x/a', '1g.5gb');
    const outcomes = await Promise.all([replica.bind('x/a', 'n'), other.bind('x/a', 'm')]);
    const kinds = outcomes.map(({ kind }) => kind).toSorted();
    assert.deepEqual(kinds, ['bound', 'failed']);
  });

  it('is taken up by a replica that starts anew', async () => {
    const { server, replica, nodes } = setUpBinding();
    for (const name of ['a', 'b', 'c']) server.create(`x/${name}`, '3g.20gb');
    await replica.bind('x/a', 'n');
    const restarted = startReplica(server, nodes);
    assert.equal(tell(await restarted.bind('x/b', 'n')), 'bound 3g.20gb@0');
    assert.equal(tell(await restarted.bind('x/c', 'n')), 'no-room: mig: slices in use');
  });

  it('counts pods that its state will not show, because it still shows an earlier one of that name', async () => {
    const { server, replica, nodes } = setUpBinding();
    const other = startReplica(server, nodes);
    for (const name of ['a', 'b']) server.create(`x/${name}`, '3g.20gb', { uid: `old-${name}` });
    replica.sync();
    for (const name of ['a', 'b', 'c']) server.create(`x/${name}`, '3g.20gb');
    assert.equal(tell(await other.bind('x/a', 'n')), 'bound 3g.20gb@4');
    assert.equal(tell(await replica.bind('x/b', 'n')), 'bound 3g.20gb@0');
    assert.equal(tell(await replica.bind('x/c', 'n')), 'no-room: mig: slices in use');
  });

  it('touches no ledger that it cannot read', async () => {
    const { server, replica } = setUpBinding();
    server.create('x/a', '1g.5gb');
    server.leases.set('slicewise-n', { version: '1', claims: '{"uid-b":{}}' });
    const outcome = await replica.bind('x/a', 'n');
    assert.match(
      outcome.kind === 'failed' ? (outcome.detail ?? '') : '',
      /^Lease slicewise-n: annotation slicewise\.dev\/claims/,
    );
    assert.equal(server.leases.get('slicewise-n')?.version, '1');
  });
});

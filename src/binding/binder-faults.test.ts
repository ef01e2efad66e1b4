import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { carveNode, network, setUpBinding, startReplica, tell } from '../testing/binding.ts';
import { FakeBindingServer, type Fate } from '../testing/fake-binding-server.ts';

function placedAt(start: number): Readonly<Record<string, string>> {
  return { 'slicewise.dev/placement': JSON.stringify({ gpu: 'GPU-n-0', profile: '3g.20gb', start }) };
}

describe('bind when a call goes wrong', () => {
  const cases: readonly (readonly [step: string, fate: Fate, want: string])[] = [
    ['get pod', 'lost', 'unreachable: mig: API server did not answer'],
    ['get lease', 'lost', 'unreachable: mig: API server did not answer'],
    ['list pods', 'lost', 'unreachable: mig: API server did not answer'],
    ['get lease', 'refused', 'failed: mig: API server refused, the log of slicewise says why'],
    ['put lease', 'refused', 'failed: mig: API server refused, the log of slicewise says why'],
    ['bind', 'refused', 'failed: mig: API server refused, the log of slicewise says why'],
    ['put lease', 'conflict', 'bound 7g.40gb@0'],
    ['put lease', 'lost', 'bound 7g.40gb@0'],
    ['put lease', 'answer lost', 'bound 7g.40gb@0'],
    ['put lease', 'late', 'bound 7g.40gb@0'],
    ['bind', 'answer lost', 'bound 7g.40gb@0'],
    ['bind', 'lost', 'unknown: mig: API server did not say whether the pod is bound'],
  ];
  for (const [step, fate, want] of cases) {
    it(`${step} ${fate}: ${want}`, async () => {
      const { server, replica } = setUpBinding({ fates: { [step]: fate } });
      server.create('x/a', '7g.40gb');
      assert.equal(tell(await replica.bind('x/a', 'n')), want);
      const isAssumed = replica.source.cluster()?.nodes.some(({ pods }) => pods.length > 0);
      assert.equal(isAssumed, want.startsWith('bound') || want.startsWith('unknown'));
      server.touch('x/a');
      assert.match(tell(await replica.bind('x/a', 'n')), /^(already-)?bound 7g\.40gb@0$/);
    });
  }

  it('keeps the window of a Binding that may still arrive, until the pod says that it cannot', async () => {
    const { server, replica, nodes } = setUpBinding({ fates: { bind: 'lost' } });
    server.create('x/a', '7g.40gb');
    server.create('x/b', '7g.40gb');
    await replica.bind('x/a', 'n');
    const other = startReplica(server, nodes);
    assert.equal(tell(await other.bind('x/b', 'n')), 'no-room: mig: slices in use');
    server.touch('x/a');
    assert.equal(tell(await other.bind('x/b', 'n')), 'bound 7g.40gb@0');
    assert.equal(tell(await replica.bind('x/a', 'n')), 'no-room: mig: slices in use');
  });

  it('asks again for the same windows while an earlier Binding may still arrive, even if better ones are free', async () => {
    const { server, replica } = setUpBinding({ fates: { bind: 'lost' } });
    server.create('x/first', '3g.20gb', { on: 'n', annotations: placedAt(4) });
    server.create('x/a', '3g.20gb');
    replica.sync();
    assert.equal(tell(await replica.bind('x/a', 'n')), 'unknown: mig: API server did not say whether the pod is bound');
    server.delete('x/first');
    replica.sync();
    assert.equal(tell(await replica.bind('x/a', 'n')), 'bound 3g.20gb@0');
  });

  it('finds out later what became of a Binding, and drops what it assumed', async () => {
    const server = new FakeBindingServer();
    server.create('x/a', '7g.40gb');
    const sleeps: (() => void)[] = [];
    const clock = { now: () => 0, sleep: () => new Promise<void>((resolve) => sleeps.push(resolve)) };
    const replica = startReplica(server, [carveNode('n')], { clock, network: network({ bind: 'lost' }) });
    const assumed = () => replica.source.cluster()?.nodes.some(({ pods }) => pods.length > 0);
    await replica.bind('x/a', 'n');
    for (let look = 0; look < 3; look++) {
      assert.equal(assumed(), true);
      sleeps.pop()?.();
      await setImmediate();
    }
    server.delete('x/a');
    sleeps.pop()?.();
    await setImmediate();
    assert.equal(assumed(), false);
    assert.equal(sleeps.length, 0);
  });
});

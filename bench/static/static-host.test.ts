import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpu, model, staticNode } from '../../solver/testing/shapes.ts';
import { createRandom } from '../cluster/random.ts';
import { contendersIn, replay } from '../replay/replay.ts';
import type { ModeSpec, Scenario } from '../scenario.ts';
import { type Asked, stream } from '../testing/stream.ts';
import { handOut } from './kubelet.ts';

const a100 = model('A100-40GB');

/** Two nodes of two GPUs, cut as the texts say. */
function onGpus(texts: readonly string[], more: Partial<Extract<ModeSpec, { kind: 'static' }>> = {}): Scenario {
  return {
    fleet: { model: 'A100-40GB', gpus: texts.length, gpusPerNode: 2 },
    workload: { kind: 'trace', name: 'test', at: [], lifetime: [], profile: [], pod: [], warmUp: 0 },
    mode: {
      kind: 'static',
      layouts: { kind: 'given', name: 'test', gpus: texts.map((text) => text.split(' ').filter(Boolean)) },
      kubelet: 'packed',
      ...more,
    },
    queue: false,
  };
}

function play(scenario: Scenario, requests: readonly Asked[], policy = 'phi'): ReturnType<typeof replay> {
  return replay(scenario, policy, stream(a100, requests, { end: 20 }), 1);
}

describe('a static fleet', () => {
  it('takes as many as there are instances of the profile, whoever decides', () => {
    const scenario = onGpus(['3g.20gb@4 2g.10gb@0', '3g.20gb@4', '2g.10gb@0']);
    for (const { name } of contendersIn(scenario.mode)) {
      const requests = [1, 2, 3, 4].flatMap((at): Asked[] => [
        [at, 50, '3g.20gb'],
        [at, 50, '2g.10gb'],
        [at, 50, '1g.5gb'],
      ]);
      const { accepted } = play(scenario, requests, name);
      assert.deepEqual(accepted, [0, 0, 0, 2, 2, 0, 0], name);
    }
  });

  it('hands an instance out again once its pod has left', () => {
    const { accepted } = play(onGpus(['7g.40gb@0']), [
      [0, 5, '7g.40gb'],
      [4, 5, '7g.40gb'],
      [5, 5, '7g.40gb'],
    ]);
    assert.equal(accepted.at(-1), 2);
  });

  it('recuts idle instances after the delay, the fewest that make room', () => {
    const scenario = onGpus(['1g.5gb@0 1g.5gb@1 2g.10gb@4', '3g.20gb@0 3g.20gb@4'], { recutAfter: 2 });
    // The 4g takes the place of a 3g; the 2g and the 3g find instances that are there.
    const { accepted, recuts, destroyed, mean } = play(scenario, [
      [0, 10, '4g.20gb'],
      [1, 10, '2g.10gb'],
      [13, 1, '3g.20gb'],
    ]);
    assert.deepEqual([accepted[5], accepted[3], accepted[4]], [1, 1, 1]);
    assert.deepEqual([recuts, destroyed], [1, 1]);
    // The 4g is there from 0 to 12, the wait for its instance included, the 2g from 1 to 11, the 3g for 1: 48 + 20 + 4.
    assert.ok(Math.abs(mean.usedSlices - 72 / 20) < 0.1, String(mean.usedSlices));
  });

  it('has who waits wait for the recut, too', () => {
    // Both 3g leave at 5; the 7g that came at 1 has its instance cut from them then, and starts at 7.
    const scenario = { ...onGpus(['3g.20gb@0 3g.20gb@4'], { recutAfter: 2 }), queue: true };
    const { waits } = play(scenario, [
      [0, 5, '3g.20gb'],
      [0, 5, '3g.20gb'],
      [1, 4, '7g.40gb'],
    ]);
    assert.deepEqual(waits?.at(-1), { placed: 1, stillWaiting: 0, p50: 6, p95: 6 });
  });

  it('never recuts what a pod uses', () => {
    const scenario = onGpus(['3g.20gb@0 3g.20gb@4'], { recutAfter: 0 });
    const { accepted } = play(scenario, [
      [0, 50, '3g.20gb'],
      [1, 50, '7g.40gb'],
      [2, 50, '3g.20gb'],
    ]);
    assert.deepEqual([accepted[4], accepted[6]], [2, 0]);
  });
});

describe('kube-scheduler without an extender', () => {
  const scenario = onGpus(['1g.5gb@0 1g.5gb@1', '', '1g.5gb@0 1g.5gb@1', '']);
  const active = (policy: string): number => {
    const { samples } = play(
      scenario,
      [
        [0, 50, '1g.5gb'],
        [0, 50, '1g.5gb'],
      ],
      policy,
    );
    return samples.at(-1)?.state.gpusActive ?? 0;
  };

  it('spreads over nodes by default', () => {
    assert.equal(active('least-allocated'), 2);
  });

  it('packs nodes where it is set to', () => {
    assert.equal(active('most-allocated'), 1);
  });
});

describe('handOut', () => {
  const node = staticNode([gpu('1g.5gb@0 1g.5gb@1'), gpu('4g.20gb@0* 1g.5gb@4'), gpu('2g.10gb@0')]);

  it('takes the least used board, or the most used one', () => {
    const random = createRandom(1);
    assert.equal(handOut('distributed', node, 0, random)?.gpu, 0);
    assert.equal(handOut('packed', node, 0, random)?.gpu, 1);
  });

  it('takes any idle instance, each as often', () => {
    const random = createRandom(1);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 3000; draw++) {
      const found = handOut('any', node, 0, random);
      const id = `${found?.gpu} ${found?.placement.start}`;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].toSorted(), ['0 0', '0 1', '1 4']);
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 100);
  });

  it('has nothing where none is idle', () => {
    assert.equal(handOut('any', node, 6, createRandom(1)), undefined);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClusterStore } from '../cluster/cluster-store.ts';
import { readObject } from '../cluster/object-kinds.ts';
import { atOnce } from '../sliced.ts';
import { nodeObject, podObject } from '../testing/objects.ts';
import { poolDemandSteps } from './pool-demand.ts';
import { poolsOf } from './pools.ts';

describe('a demand that is stated', () => {
  it('is that of every pool, whatever its pods show', () => {
    const stated = new Map([['3g.20gb', 1000]]);
    const store = createClusterStore({ givenDemand: stated });
    for (const [kind, object] of [
      ['Node', nodeObject('n1', { gpus: ['1g.5gb@0=x/a 1g.5gb@1'] })],
      ['Pod', podObject('x/a', '1g.5gb', { on: 'n1' })],
      ['Pod', podObject('x/b', '2g.10gb')],
    ] as const) {
      const read = readObject(kind, object);
      store.put(read.ok ? read.value : assert.fail(read.error));
    }
    store.settle();
    const pools = poolsOf(store.cluster);
    assert.deepEqual([...atOnce(poolDemandSteps(store.cluster, pools)).values()], [stated]);
  });
});

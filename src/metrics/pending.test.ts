import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Registry } from 'prom-client';
import { type Cause, causes } from '../advisor/cause.ts';
import type { PendingCauses } from '../advisor/pending-causes.ts';
import { createPendingLook, type PendingSource } from '../advisor/pending-look.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { clusterOf } from '../testing/objects.ts';
import { registerPending } from './pending.ts';

function found(cause: Cause, pods: number, gated = 0): PendingCauses {
  return { byCause: new Map(causes.map((each) => [each, each === cause ? pods : 0])), gated, ofPod: new Map() };
}

function register(registry: Registry, source: PendingSource): void {
  registerPending(registry, createPendingLook(source));
}

/** The samples that are not 0, without the name of the first metric. */
async function scrape(registry: Registry): Promise<readonly string[]> {
  const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.filter((line) => !line.endsWith(' 0')).map((line) => line.replace('slicewise_pending_pods', ''));
}

describe('the gauges of pods that wait', () => {
  const [first, second] = [clusterOf(), clusterOf()];

  it('count them by cause, and ask once per state', async () => {
    const registry = new Registry();
    const asked: Cluster[] = [];
    let state: Cluster = first;
    register(registry, {
      cluster: () => state,
      causes: (cluster) => {
        asked.push(cluster);
        return Promise.resolve(cluster === first ? found('reshape', 3, 1) : found('full', 2));
      },
    });
    assert.deepEqual(await scrape(registry), ['{cause="reshape"} 3', 'slicewise_gated_pods 1']);
    assert.deepEqual(await scrape(registry), ['{cause="reshape"} 3', 'slicewise_gated_pods 1']);
    state = second;
    assert.deepEqual(await scrape(registry), ['{cause="full"} 2']);
    assert.deepEqual(asked, [first, second]);
  });

  it('tell what was found last while the next look takes its time, and no look is begun beside it', async () => {
    const registry = new Registry();
    const looks: PromiseWithResolvers<PendingCauses>[] = [];
    let state: Cluster = first;
    register(registry, {
      cluster: () => state,
      causes: () => {
        const look = Promise.withResolvers<PendingCauses>();
        looks.push(look);
        return look.promise;
      },
    });
    const before = scrape(registry);
    looks[0]?.resolve(found('moves', 1));
    assert.deepEqual(await before, ['{cause="moves"} 1']);
    state = second;
    assert.deepEqual(await scrape(registry), ['{cause="moves"} 1']);
    assert.deepEqual(await scrape(registry), ['{cause="moves"} 1']);
    assert.equal(looks.length, 2);
  });

  it('are no numbers while nothing is known, or where the look fails, and the scrape does not', async () => {
    const registry = new Registry();
    let state: Cluster | undefined;
    register(registry, { cluster: () => state, causes: () => Promise.reject(new Error('no answer in time')) });
    const nothing = [...causes.map((cause) => `{cause="${cause}"} Nan`), 'slicewise_gated_pods Nan'];
    assert.deepEqual(await scrape(registry), nothing);
    state = first;
    assert.deepEqual(await scrape(registry), nothing);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rememberReport } from '../advisor/remembered-report.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { createMetrics } from './registry.ts';

/** The headroom of 7g.40gb as Prometheus reads it: `possible reshaped 1`. */
function headroomOf(cluster: () => Cluster | undefined): () => Promise<readonly string[]> {
  const { registry } = createMetrics({ cluster, ageSeconds: () => 0, report: rememberReport(cluster, {}) });
  const pattern =
    /^slicewise_headroom_(possible_)?instances\{pool="A100-40GB\/static",model="A100-40GB",profile="7g\.40gb",rung="([a-z-]+)"\} (\d+)$/gm;
  return async () => {
    const text = await registry.metrics();
    return [...text.matchAll(pattern)].map(
      ([, possible, rung, value]) => `${possible ? 'possible' : 'certain'} ${rung} ${value}`,
    );
  };
}

const halves = nodeObject('n', { count: 2, allocatable: { 'nvidia.com/mig-3g.20gb': '4' } });

describe('headroom metrics', () => {
  it('tell what is certain on every rung, and what is possible where that may be more', async () => {
    const scrape = headroomOf(() => clusterOf(halves, podObject('a/b', '2 x 3g.20gb', { on: 'n' })));
    assert.deepEqual(await scrape(), [
      'certain as-shaped 0',
      'certain reshaped 0',
      'certain repacked 1',
      'possible reshaped 1',
    ]);
  });

  it('are the same where everything is known', async () => {
    const scrape = headroomOf(() => clusterOf(halves));
    assert.deepEqual(
      (await scrape()).filter((line) => line.includes('reshaped')),
      ['certain reshaped 2', 'possible reshaped 2'],
    );
  });

  it('follow the state, and forget pools that are gone', async () => {
    let state: Cluster | undefined;
    const scrape = headroomOf(() => state);
    assert.deepEqual(await scrape(), []);
    state = clusterOf(halves);
    assert.equal((await scrape()).length, 4);
    assert.equal((await scrape()).length, 4);
    state = clusterOf(nodeObject('n', { product: 'NVIDIA-A30', gpus: [''] }));
    assert.deepEqual(await scrape(), []);
  });

  it('count what nominated pods were promised as held', async () => {
    const nominated = podObject('a/b', '3g.20gb', { nominated: 'n' });
    const scrape = headroomOf(() => clusterOf(halves, nominated));
    assert.deepEqual((await scrape()).at(-1), 'possible reshaped 1');
  });
});

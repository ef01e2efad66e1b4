import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startFakeApiServer } from '../testing/fake-api-server.ts';
import { nodeObject, podObject } from '../testing/objects.ts';
import { ApiError } from './api-error.ts';
import { readCluster } from './read-cluster.ts';

it('readCluster lists every resource once, in pages, and watches nothing', async () => {
  const api = await startFakeApiServer();
  try {
    api.put('/api/v1/nodes', nodeObject('n1', { gpus: ['3g.20gb@0'] }));
    for (let index = 0; index < 7; index++) api.put('/api/v1/pods', podObject(`x/p${index}`, '3g.20gb'));
    const cluster = await readCluster(api.connection, [{ namespace: 'gpu-operator', name: 'mig' }]);
    assert.deepEqual([cluster.nodes.length, cluster.pods.size], [1, 7]);
    assert.ok(api.requests.every((line) => !line.includes('watch')));
    api.put('/api/v1/nodes', nodeObject('n2', { gpus: ['2g.10gb@0=x/a'], labels: { team: 'blue' } }));
    api.put('/api/v1/pods', podObject('x/a', '2g.10gb', { on: 'n2' }));
    const grouped = await readCluster(api.connection, [], { poolLabel: 'team' });
    assert.deepEqual([...grouped.arrivals.keys()], ['blue/A100-40GB']);
    api.faults.status = 403;
    await assert.rejects(readCluster(api.connection, []), ApiError);
  } finally {
    await api.stop();
  }
});

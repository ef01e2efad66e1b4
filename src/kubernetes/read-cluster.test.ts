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
    api.faults.status = 403;
    await assert.rejects(readCluster(api.connection, []), ApiError);
  } finally {
    await api.stop();
  }
});

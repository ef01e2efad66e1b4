import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startFakeApiServer } from '../testing/fake-api-server.ts';
import { nodeObject, podObject } from '../testing/objects.ts';
import { ApiError } from './api-error.ts';
import { listInventory } from './list-inventory.ts';
import { resourcesRead } from './resources.ts';

it('listInventory gives the objects of every resource, and names what cannot be read', async () => {
  const api = await startFakeApiServer();
  try {
    api.put('/api/v1/nodes', nodeObject('n1', { gpus: ['3g.20gb@0'] }));
    for (let index = 0; index < 7; index++) api.put('/api/v1/pods', podObject(`x/p${index}`, '3g.20gb'));
    api.put('/api/v1/pods', { metadata: { name: 'odd', namespace: 'x' }, spec: { priority: 'high' } });
    const { nodes, pods, problems } = await listInventory(
      api.connection,
      resourcesRead([{ namespace: 'gpu-operator', name: 'mig' }]),
    );
    assert.deepEqual([nodes.length, pods.length], [1, 7]);
    assert.deepEqual(problems, [{ object: 'Pod x/odd', message: 'spec.priority is "high", expected a number' }]);
    api.faults.status = 403;
    await assert.rejects(listInventory(api.connection, resourcesRead([])), ApiError);
  } finally {
    await api.stop();
  }
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { it } from 'node:test';
import express from 'express';
import type { FragmentationReport } from '../advisor/fragmentation.ts';
import { clusterOf } from '../testing/objects.ts';
import { shownState } from '../testing/shown-state.ts';
import { apiRoutes } from './routes.ts';

it('the API tells the headroom of the report that is remembered, and works none out itself', async (context) => {
  const remembered: FragmentationReport = { pools: [] };
  let asked = 0;
  const never = () => assert.fail('nobody asks for it');
  const routes = apiRoutes({
    source: shownState({ cluster: clusterOf() }),
    pools: {},
    report: () => {
      asked++;
      return Promise.resolve(remembered);
    },
    advisor: { advice: never, explain: never, layouts: never },
    inventory: never,
  });
  const server = createServer(express().use(routes));
  context.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const answer = await fetch(`http://127.0.0.1:${address.port}/api/v1/headroom`, { headers: { connection: 'close' } });
  assert.deepEqual([await answer.json(), asked], [remembered, 1]);
});

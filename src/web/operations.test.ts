import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clusterFrom } from '../testing/objects.ts';
import { post, type ShownServer, start, wire } from '../testing/serving.ts';

describe('a server with a port of its own for operations', () => {
  let server: ShownServer;
  before(async () => {
    server = await start({ operations: true, origin: { kind: 'live', server: 'https://10.0.0.1:6443' } });
    server.show(clusterFrom('mixed-cluster.yaml'));
  });
  after(() => server.stop());

  const places: readonly [path: string, method: string, extender: number, operations: number][] = [
    ['/filter', 'POST', 200, 404],
    ['/prioritize', 'POST', 200, 404],
    ['/preempt', 'POST', 200, 404],
    ['/', 'GET', 404, 200],
    ['/plain', 'GET', 404, 200],
    ['/map.json', 'GET', 404, 200],
    ['/metrics', 'GET', 404, 200],
    ['/livez', 'GET', 200, 200],
    ['/readyz', 'GET', 200, 200],
    ['/filter', 'GET', 405, 404],
    ['/metrics', 'POST', 404, 405],
  ];
  for (const [path, method, extender, operations] of places) {
    it(`answers ${method} ${path} with ${extender} at the extender's port and ${operations} at the other`, async () => {
      assert.notEqual(server.extender.url, server.operations.url);
      assert.equal((await fetch(server.extender.url + path, { method })).status, extender);
      assert.equal((await fetch(server.operations.url + path, { method })).status, operations);
    });
  }

  it('counts calls of the one in the metrics of the other', async () => {
    await post(`${server.extender.url}/filter`, wire('filter-mixed-cluster'));
    const text = await (await fetch(`${server.operations.url}/metrics`)).text();
    assert.match(text, /^slicewise_extender_requests_total\{verb="filter",outcome="ok"\} [1-9]/m);
  });

  it('closes both when it stops', async () => {
    const other = await start({ operations: true });
    await other.stop();
    await assert.rejects(fetch(`${other.extender.url}/livez`));
    await assert.rejects(fetch(`${other.operations.url}/livez`));
  });
});

describe('a state that is too old', () => {
  const OBSTACLE = 'slicewise has lost the cluster, and its state is too old';

  it('is not decided on, in the terms of each verb, and is not ready, until it is fresh again', async () => {
    const server = await start();
    try {
      server.show(clusterFrom('mixed-cluster.yaml'));
      server.age(61.5, OBSTACLE);
      const { status, body } = await post(`${server.url}/filter`, wire('filter-mixed-cluster'));
      assert.deepEqual([status, body.Error, body.NodeNames], [200, OBSTACLE, null]);
      assert.deepEqual((await post(`${server.url}/prioritize`, wire('prioritize-names'))).body, []);
      assert.deepEqual((await post(`${server.url}/preempt`, wire('preempt-one-node'))).body, {
        NodeNameToMetaVictims: {},
      });
      const ready = await fetch(`${server.url}/readyz`);
      assert.deepEqual(
        [ready.status, await ready.text()],
        [503, '[+]ping ok\n[+]synced ok\n[-]fresh failed: the state is 61.5 s old\n[+]not-draining ok\n'],
      );
      assert.equal((await fetch(`${server.url}/livez`)).status, 200, 'a restart would not help');
      assert.match(await (await fetch(`${server.url}/metrics`)).text(), /^slicewise_state_age_seconds 61\.5$/m);
      server.age(0);
      assert.equal((await post(`${server.url}/filter`, wire('filter-mixed-cluster'))).body.Error, '');
      assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    } finally {
      await server.stop();
    }
  });
});

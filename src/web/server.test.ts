import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { lines, post, type ShownServer, start, wire } from '../testing/serving.ts';

describe('the extender over HTTP', () => {
  let server: ShownServer;
  before(async () => {
    server = await start();
    server.show(
      clusterOf(
        ...['gpu1', 'gpu2', 'gpu3', 'gpu4', 'gpu5'].map((name) =>
          nodeObject(name, {
            product: 'NVIDIA-H100-80GB-HBM3',
            count: 2,
            allocatable: { 'nvidia.com/mig-1g.10gb': '7', 'nvidia.com/mig-3g.40gb': '2' },
          }),
        ),
        ...Array.from({ length: 7 }, (_, index) => podObject(`x/full-${index}`, '1g.10gb', { on: 'gpu2' })),
        ...Array.from({ length: 5 }, (_, index) => podObject(`x/most-${index}`, '1g.10gb', { on: 'gpu4' })),
      ),
    );
  });
  after(() => server.stop());

  it('answers the captured filter: every node but the full one', async () => {
    for (const name of ['filter-names', 'filter-names-rotated']) {
      const { status, body, headers } = await post(`${server.url}/filter`, wire(name));
      assert.equal(status, 200);
      assert.ok(Number(headers.get('content-length')) > 0, 'a length, not chunks');
      assert.deepEqual(body, {
        Nodes: null,
        NodeNames: ['gpu1', 'gpu3', 'gpu4', 'gpu5'],
        FailedNodes: {},
        FailedAndUnresolvableNodes: { gpu2: 'mig: only a recut of idle instances makes room' },
        Error: '',
      });
    }
  });

  it('answers the captured prioritize: the tightest node first', async () => {
    for (const name of ['prioritize-names', 'prioritize-names-rotated', 'prioritize-full-nodes']) {
      const { status, body } = await post(`${server.url}/prioritize`, wire(name));
      assert.equal(status, 200);
      assert.deepEqual(
        body.toSorted((a: { Host: string }, b: { Host: string }) => a.Host.localeCompare(b.Host)),
        [
          { Host: 'gpu1', Score: 9 },
          { Host: 'gpu3', Score: 9 },
          { Host: 'gpu4', Score: 10 },
          { Host: 'gpu5', Score: 9 },
        ],
      );
    }
  });

  it('answers the captured filter in full-node mode with the nodes that were sent', async () => {
    const sent = JSON.parse(wire('filter-full-nodes'));
    const { body } = await post(`${server.url}/filter`, sent);
    assert.equal(body.NodeNames, null);
    assert.deepEqual(
      body.Nodes.items,
      sent.Nodes.items.filter(({ metadata }: { metadata: { name: string } }) => metadata.name !== 'gpu2'),
    );
  });

  it('answers the captured preemption: offers stand where instances are free, the full node gets a victim with one', async () => {
    for (const name of ['preempt-five-nodes', 'preempt-one-node']) {
      const { status, body } = await post(`${server.url}/preempt`, wire(name));
      assert.equal(status, 200);
      const { gpu2, ...others } = body.NodeNameToMetaVictims;
      assert.match(gpu2.Pods[0].UID, /^uid-full-/);
      assert.equal(gpu2.NumPDBViolations, 0);
      const { gpu2: _, ...offered } = JSON.parse(wire(name)).NodeNameToMetaVictims;
      assert.deepEqual(Object.keys(offered), ['gpu1', 'gpu3', 'gpu4', 'gpu5']);
      assert.deepEqual(others, offered);
    }
  });

  const errors: readonly [name: string, body: string, error: RegExp][] = [
    ['an empty body', '', /^the body of the request is empty$/],
    ['no JSON', '{"Pod":', /^the request cannot be read: .*JSON/],
    ['a number', '7', /^the request is not a JSON object$/],
    ['null', 'null', /^the request is not a JSON object$/],
    ['an empty object', '{}', /Pod is missing/],
    ['wrong types', '{"Pod":[],"NodeNames":{}}', /^Pod is a list, expected an object$/],
    [
      'a body over the limit',
      JSON.stringify({ Pod: { metadata: { name: 'x'.repeat(2 ** 20) } } }),
      /^the request is too large: --body-limit allows 1 MiB$/,
    ],
  ];
  for (const [name, body, error] of errors) {
    it(`answers ${name} with status 200 and an error in the terms of each verb`, async () => {
      const filtered = await post(`${server.url}/filter`, body);
      assert.equal(filtered.status, 200);
      assert.match(filtered.body.Error, error);
      assert.deepEqual([filtered.body.NodeNames, filtered.body.FailedNodes], [null, {}]);
      assert.deepEqual(await post(`${server.url}/prioritize`, body).then((r) => [r.status, r.body]), [200, []]);
      assert.deepEqual(await post(`${server.url}/preempt`, body).then((r) => [r.status, r.body]), [
        200,
        { NodeNameToMetaVictims: {} },
      ]);
    });
  }

  it('takes a request without a body for an empty one', async () => {
    const response = await fetch(`${server.url}/filter`, { method: 'POST' });
    assert.match(await response.text(), /the body of the request is empty/);
  });

  it('reads JSON whatever its content type is', async () => {
    const { body } = await post(`${server.url}/filter`, wire('filter-names'), { 'Content-Type': 'text/plain' });
    assert.equal(body.Error, '');
  });

  it('reads JSON as UTF-8 whatever charset the headers name', async () => {
    const body = { ...JSON.parse(wire('filter-names')), NodeNames: ['nœud'] };
    const answer = await post(`${server.url}/filter`, body, { 'Content-Type': 'application/json; charset=latin1' });
    assert.deepEqual(Object.keys(answer.body.FailedAndUnresolvableNodes), ['nœud']);
  });

  it('answers in the terms of the verb at whatever spelling of its path leads to it', async () => {
    for (const path of ['FILTER', 'filter/', 'filter?x=/prioritize']) {
      const { status, body } = await post(`${server.url}/${path}`, '{"Pod":');
      assert.equal(status, 200);
      assert.match(body.Error, /^the request cannot be read: /);
    }
  });

  it('says of a body that is not compressed as it claims that it cannot be read', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'compress']) {
      const { status, body } = await post(`${server.url}/filter`, '{}', { 'Content-Encoding': encoding });
      assert.equal(status, 200);
      assert.match(body.Error, /^the request cannot be read: /);
    }
  });

  it('says 404 of what it does not have, as RFC 9457 asks', async () => {
    const response = await fetch(`${server.url}/bind`, { method: 'POST' });
    assert.equal(response.status, 404);
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.deepEqual(await response.json(), { title: 'Not Found', status: 404, detail: 'there is no POST /bind' });
  });

  const methods: readonly [method: string, path: string, allowed: string][] = [
    ['GET', '/filter', 'POST'],
    ['PUT', '/preempt', 'POST'],
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/map.json', 'GET, HEAD'],
    ['POST', '/events', 'GET'],
    ['DELETE', '/api/v1/explain/a/b', 'GET, HEAD'],
    ['DELETE', '/metrics', 'GET, HEAD'],
    ['POST', '/readyz', 'GET, HEAD'],
  ];
  it('says 405 of HEAD /events: a stream has no end that its headers could tell', async () => {
    assert.equal((await fetch(`${server.url}/events`, { method: 'HEAD' })).status, 405);
  });
  for (const [method, path, allowed] of methods) {
    it(`says 405 of ${method} ${path}, and what is allowed`, async () => {
      const response = await fetch(server.url + path, { method });
      assert.deepEqual([response.status, response.headers.get('allow')], [405, allowed]);
      assert.deepEqual(await response.json(), {
        title: 'Method Not Allowed',
        status: 405,
        detail: `${path} takes ${allowed}, not ${method}`,
      });
    });
  }

  it('logs one line for each call, with what was decided', async () => {
    lines.length = 0;
    await post(`${server.url}/filter`, wire('filter-names'));
    await post(`${server.url}/filter`, '{}');
    const [answered, refused] = lines;
    assert.deepEqual(
      [answered?.msg, answered?.['verb'], answered?.['pod'], answered?.['nodes'], answered?.['rejected']],
      ['answered', 'filter', 'default/p1', 5, { reshape: 1 }],
    );
    assert.deepEqual([refused?.msg, refused?.level, refused?.['error']], ['refused', 40, 'Pod is missing']);
    assert.equal(lines.length, 2);
  });

  it('counts calls, rejections and headroom for Prometheus', async () => {
    await post(`${server.url}/filter`, wire('filter-names'));
    const response = await fetch(`${server.url}/metrics`);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    for (const want of [
      /^slicewise_extender_requests_total\{verb="filter",outcome="ok"\} [1-9]/m,
      /^slicewise_extender_requests_total\{verb="filter",outcome="error"\} [1-9]/m,
      /^slicewise_extender_request_duration_seconds_bucket\{le="0\.001",verb="filter"\}/m,
      /^slicewise_filter_rejected_nodes_total\{reason="reshape"\} [1-9]/m,
      /^slicewise_state_age_seconds \d/m,
      /^slicewise_problems 0$/m,
      /^slicewise_headroom_instances\{pool="H100-80GB\/static",model="H100-80GB",profile="1g\.10gb",rung="as-shaped"\} 23$/m,
      /^process_resident_memory_bytes /m,
    ]) {
      assert.match(text, want);
    }
  });

  it('shows the slice map as a page', async () => {
    for (const path of ['/', '/plain']) {
      const response = await fetch(server.url + path);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
      assert.match(await response.text(), /^<!doctype html>/);
    }
  });
});

it('a fault of its own is logged, and no stack is shown or printed', async (context) => {
  const server = await start();
  const printed = context.mock.method(console, 'error');
  try {
    const broken = new Proxy(clusterFrom('mixed-cluster.yaml'), {
      get(cluster, key) {
        if (key === 'nodes') throw new Error('a fault in src/somewhere.ts');
        return Reflect.get(cluster, key);
      },
    });
    server.show(broken);
    lines.length = 0;
    const page = await fetch(`${server.url}/plain`);
    assert.deepEqual([page.status, page.headers.get('content-type')], [500, 'application/problem+json; charset=utf-8']);
    const shown = [await page.text()];
    for (const verb of ['filter', 'prioritize', 'preempt']) {
      const { status, body } = await post(`${server.url}/${verb}`, wire('filter-names'));
      assert.equal(status, 200);
      shown.push(JSON.stringify(body));
    }
    assert.match(shown[1] ?? '', /"Error":"internal error of slicewise, see its log"/);
    assert.doesNotMatch(shown.join(), /somewhere|node_modules| at /);
    assert.match(JSON.stringify(lines[0]), /a fault in src.somewhere/);
    assert.equal(printed.mock.callCount(), 0);
  } finally {
    await server.stop();
  }
});

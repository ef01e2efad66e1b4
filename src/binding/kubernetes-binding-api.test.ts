import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { KubeConfig } from '@kubernetes/client-node';
import { pod, podObject } from '../testing/objects.ts';
import type { BindingApi, LeaseWrite } from './binding-api.ts';
import { kubernetesBindingApi } from './kubernetes-binding-api.ts';

/** What the server was sent last, and what it answers. */
let sent: { readonly call: string; readonly body: unknown; readonly authorization: string | undefined };
let reply: { readonly status: number; readonly body: unknown } | undefined;
const sockets = new Set<unknown>();

const server = createServer(async (request, response) => {
  sockets.add(request.socket);
  const body = await text(request);
  sent = {
    call: `${request.method} ${request.url}`,
    body: body === '' ? undefined : JSON.parse(body),
    authorization: request.headers.authorization,
  };
  // Without a reply the call waits until it is given up.
  if (reply === undefined) return;
  response.writeHead(reply.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply.body));
});

function connect(port: number, token = 'secret'): BindingApi {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    // The client sends nothing over plain HTTP unless it is told that this is no mistake.
    { name: 'test', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: 'test', token },
  );
  return kubernetesBindingApi(config, 'slicewise');
}

function status(code: number, message: string): { readonly status: number; readonly body: object } {
  return { status: code, body: { kind: 'Status', status: 'Failure', code, message } };
}

describe('the API server, as binding calls it', () => {
  let port = 0;
  let api: BindingApi;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
    api = connect(port);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const stored = podObject('x/a', '1g.5gb', { uid: 'u1', on: 'n' });
  const versioned = { ...stored, metadata: { name: 'a', namespace: 'x', uid: 'u1', resourceVersion: '42' } };

  it('reads a pod with its version', async () => {
    reply = { status: 200, body: versioned };
    const found = await api.getPod('x', 'a', 1000);
    assert.equal(sent.call, 'GET /api/v1/namespaces/x/pods/a');
    assert.equal(sent.authorization, 'Bearer secret');
    if (found.kind !== 'done') assert.fail(found.kind);
    const { pod: a, resourceVersion, isDeleting } = found.value;
    assert.deepEqual([a.key, a.uid, a.node, resourceVersion, isDeleting], ['x/a', 'u1', 'n', '42', false]);
    assert.equal(a.gpus.instances[0]?.profile, '1g.5gb');
  });

  it('sees that a pod is being deleted', async () => {
    const metadata = { ...versioned.metadata, deletionTimestamp: '2026-11-20T08:00:00Z' };
    reply = { status: 200, body: { ...versioned, metadata } };
    const found = await api.getPod('x', 'a', 1000);
    assert.equal(found.kind === 'done' && found.value.isDeleting, true);
  });

  it('lists the pods of a node as they are now, those left out that make no sense', async () => {
    const broken = { ...versioned, spec: { containers: [{ name: 'c', resources: { requests: { cpu: 'x' } } }] } };
    reply = { status: 200, body: { kind: 'PodList', items: [versioned, broken] } };
    const listed = await api.listPodsOn('n', 1000);
    assert.equal(sent.call, 'GET /api/v1/pods?fieldSelector=spec.nodeName%3Dn');
    assert.deepEqual(listed.kind === 'done' && listed.value.map(({ key }) => key), ['x/a']);
  });

  it('posts a Binding with its conditions and the placement', async () => {
    reply = { status: 201, body: { kind: 'Status', status: 'Success', code: 201 } };
    const a = pod('x/a', '1g.5gb', { uid: 'u1' });
    const posted = await api.bind({ pod: a, node: 'n', resourceVersion: '42', placement: '{}' }, 1000);
    assert.deepEqual(posted, { kind: 'done', value: undefined });
    assert.equal(sent.call, 'POST /api/v1/namespaces/x/pods/a/binding');
    assert.deepEqual(sent.body, {
      metadata: {
        name: 'a',
        namespace: 'x',
        uid: 'u1',
        resourceVersion: '42',
        annotations: { 'slicewise.dev/placement': '{}' },
      },
      target: { apiVersion: 'v1', kind: 'Node', name: 'n' },
    });
  });

  it('makes a Lease that goes with its Node, and replaces it on condition that it is the same', async () => {
    reply = { status: 201, body: { kind: 'Lease', metadata: { uid: 'l1', resourceVersion: '7' } } };
    const lease: LeaseWrite = {
      name: 'slicewise-n',
      version: undefined,
      claims: '{}',
      owner: { name: 'n', uid: 'u2' },
    };
    const made = await api.putLease(lease, 1000);
    assert.equal(sent.call, 'POST /apis/coordination.k8s.io/v1/namespaces/slicewise/leases');
    const metadata = {
      name: 'slicewise-n',
      namespace: 'slicewise',
      labels: { 'app.kubernetes.io/managed-by': 'slicewise' },
      annotations: { 'slicewise.dev/claims': '{}' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u2' }],
    };
    assert.deepEqual(sent.body, { metadata });
    await api.putLease({ ...lease, version: made.kind === 'done' ? made.value : undefined }, 1000);
    assert.equal(sent.call, 'PUT /apis/coordination.k8s.io/v1/namespaces/slicewise/leases/slicewise-n');
    assert.deepEqual(sent.body, { metadata: { ...metadata, uid: 'l1', resourceVersion: '7' } });
  });

  it('reads a Lease back in the version that was written', async () => {
    const annotations = { 'slicewise.dev/claims': '{"u":1}' };
    reply = { status: 200, body: { kind: 'Lease', metadata: { uid: 'l1', resourceVersion: '7', annotations } } };
    const read = await api.getLease('slicewise-n', 1000);
    const written = await api.putLease(
      { name: 'slicewise-n', version: 'l1 6', claims: '', owner: { name: 'n', uid: undefined } },
      1000,
    );
    assert.deepEqual(read, {
      kind: 'done',
      value: { version: written.kind === 'done' && written.value, claims: '{"u":1}' },
    });
  });

  const failures: readonly (readonly [given: typeof reply, want: object])[] = [
    [status(404, 'no'), { kind: 'not-found' }],
    [status(409, 'taken'), { kind: 'conflict', message: '409: taken' }],
    [status(403, 'forbidden'), { kind: 'refused', message: '403: forbidden' }],
    [status(401, 'Unauthorized'), { kind: 'refused', message: '401: Unauthorized' }],
    [status(429, 'slowly'), { kind: 'refused', message: '429: slowly' }],
    [status(500, 'etcdserver: request timed out'), { kind: 'unknown', message: '500: etcdserver: request timed out' }],
    [status(504, 'timeout'), { kind: 'unknown', message: '504: timeout' }],
    [
      { status: 502, body: '<html>' },
      { kind: 'unknown', message: '502: Bad Gateway' },
    ],
    [
      { status: 200, body: {} },
      { kind: 'refused', message: 'Pod.metadata is missing' },
    ],
    [undefined, { kind: 'unknown', message: 'no answer: TimeoutError' }],
  ];
  for (const [given, want] of failures) {
    it(`takes ${given === undefined ? 'silence' : given.status} for ${JSON.stringify(want)}`, async () => {
      reply = given;
      assert.deepEqual(await api.getPod('x', 'a', 200), want);
    });
  }

  it('does not tell a credential when a call fails', async () => {
    const failed = await connect(port, 'secret\n').getPod('x', 'a', 1000);
    assert.equal(failed.kind, 'unknown');
    assert.doesNotMatch(JSON.stringify(failed), /secret/);
  });

  it('says where nobody listens', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    free.close();
    const closed = typeof address === 'object' && address !== null ? address.port : 0;
    assert.deepEqual(await connect(closed).getPod('x', 'a', 1000), {
      kind: 'unknown',
      message: 'no answer: ECONNREFUSED',
    });
  });

  it('keeps its connections', async () => {
    reply = { status: 200, body: versioned };
    sockets.clear();
    const fresh = connect(port);
    for (let call = 0; call < 10; call++) await fresh.getPod('x', 'a', 1000);
    // One may be busy still with the end of an answer when the next call begins.
    assert.ok(sockets.size <= 2);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import { pino } from 'pino';
import { policies } from '../../solver/placement/policies.ts';
import type { Bind, BindRequest } from '../binding/outcome.ts';
import { bindFailure } from '../binding/outcome.ts';
import { createMetrics } from '../metrics/registry.ts';
import { clusterOf } from '../testing/objects.ts';
import { post } from '../testing/serving.ts';
import { extenderRoutes } from './routes.ts';
import { createSessions } from './session.ts';
import { readBindingArgs } from './wire.ts';

/** As kube-scheduler 1.36 sends it. */
const sent = {
  PodName: 'b1',
  PodNamespace: 'default',
  PodUID: '71cd2f2e-0a3c-4a5e-9d3f-3c1b6d2f5a10',
  Node: 'gpu2',
};
const read: BindRequest = { podName: 'b1', podNamespace: 'default', podUid: sent.PodUID, node: 'gpu2' };

describe('readBindingArgs', () => {
  it('takes keys in any case', () => {
    for (const spell of [
      (key: string) => key,
      (key: string) => key.toLowerCase(),
      (key: string) => key.toUpperCase(),
    ]) {
      const body = Object.fromEntries(Object.entries(sent).map(([key, value]) => [spell(key), value]));
      assert.deepEqual(readBindingArgs(body), { ok: true, value: read });
    }
  });

  it('names the field that is missing or no name', () => {
    const errors = [
      null,
      { ...sent, PodName: undefined },
      { ...sent, PodUID: '' },
      { ...sent, Node: null },
      { ...sent, Node: 7 },
      { ...sent, PodNamespace: '..' },
      { ...sent, PodName: 'a/b' },
      { ...sent, PodName: 'a'.repeat(254) },
    ].map((body) => {
      const args = readBindingArgs(body);
      return args.ok ? undefined : args.error;
    });
    assert.deepEqual(errors, [
      'the request is not a JSON object',
      'PodName is missing',
      'PodUID is missing',
      'Node is missing',
      'Node is not a name',
      'PodNamespace is not a name',
      'PodName is not a name',
      'PodName is not a name',
    ]);
  });
});

const NO_REPORT = () => Promise.resolve(undefined);

describe('POST /bind', () => {
  const asked: BindRequest[] = [];
  const metrics = createMetrics({ cluster: () => undefined, ageSeconds: () => undefined, report: NO_REPORT });
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const bind: Bind = (request) => {
    asked.push(request);
    if (request.node === 'breaks') return Promise.reject(new Error('a defect'));
    return Promise.resolve(
      request.node === 'full' ? bindFailure('contended', 'said the server') : { kind: 'bound', placement: '{}' },
    );
  };
  const session = createSessions({ policy: policies[0], costs: new Map() })(clusterOf());
  const options = { session: () => session, obstacle: () => undefined, metrics, logger, bodyLimit: 1000 };
  const app = express().use(extenderRoutes({ ...options, bind }));
  app.use('/off', extenderRoutes(options));
  app.use('/stale', extenderRoutes({ ...options, bind, obstacle: () => 'too old' }));
  const server = app.listen(0, '127.0.0.1');
  let url = '';
  before(async () => {
    if (!server.listening) await once(server, 'listening');
    const address = server.address();
    assert.ok(isInfo(address));
    url = `http://127.0.0.1:${address.port}`;
  });
  after(() => server.close());

  it('answers with an empty error once the pod is bound', async () => {
    const { status, body } = await post(`${url}/bind`, sent);
    assert.deepEqual([status, body], [200, { Error: '' }]);
    assert.deepEqual(asked.at(-1), read);
    const { verb, pod, node, outcome, placement } = lines.at(-1) ?? {};
    assert.deepEqual([verb, pod, node, outcome, placement], ['bind', 'default/b1', 'gpu2', 'bound', '{}']);
  });

  it('answers with an error, and status 200, where it is not', async () => {
    const answers = [
      await post(`${url}/bind`, { ...sent, Node: 'full' }),
      await post(`${url}/bind`, { ...sent, Node: 'breaks' }),
      await post(`${url}/bind`, { ...sent, Node: '' }),
      await post(`${url}/bind`, '{'),
      await post(`${url}/bind`, { ...sent, PodName: 'a'.repeat(2000) }),
    ];
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.Error.replace(/:.*read.*|: --.*/, '')]),
      [
        [200, 'mig: other pods were bound at the same time'],
        [200, 'internal error of slicewise, see its log'],
        [200, 'Node is missing'],
        [200, answers[3]?.body.Error],
        [200, 'the request is too large'],
      ],
    );
  });

  it('is counted by outcome', async () => {
    const text = await metrics.registry.metrics();
    assert.match(text, /^slicewise_binds_total\{outcome="bound"\} 1$/m);
    assert.match(text, /^slicewise_binds_total\{outcome="contended"\} 1$/m);
    assert.match(text, /^slicewise_extender_requests_total\{verb="bind",outcome="ok"\} 1$/m);
  });

  it('decides on no state that is too old', async () => {
    const { body } = await post(`${url}/stale/bind`, sent);
    assert.deepEqual(body, { Error: 'too old' });
  });

  it('is not served unless pods may be bound', async () => {
    const response = await fetch(`${url}/off/bind`, { method: 'POST', body: JSON.stringify(sent) });
    assert.equal(response.status, 404);
  });
});

function isInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

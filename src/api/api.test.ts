import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { z } from 'zod';
import { explain } from '../advisor/explain.ts';
import { wantedLayoutsSteps } from '../advisor/wanted-layouts.ts';
import { buildCluster } from '../cluster/build-cluster.ts';
import { parseSnapshot } from '../cluster/snapshot.ts';
import { atOnce } from '../sliced.ts';
import { plainRater, podIn } from '../testing/objects.ts';
import { type ShownServer, start } from '../testing/serving.ts';
import { adviceSchema } from './recommendation-schema.ts';

const MIXED = readFileSync(new URL('../../fixtures/mixed-cluster.yaml', import.meta.url), 'utf8');
const inventory = parseSnapshot(MIXED, 'mixed');
const cluster = buildCluster(inventory);

let server: ShownServer;
before(async () => {
  server = await start({ operations: true, inventory, everyMs: 10 });
  server.show(cluster);
});
after(() => server.stop());

async function get(path: string) {
  const response = await fetch(server.operations.url + path);
  const body = JSON.parse(await response.text());
  return { status: response.status, type: response.headers.get('content-type'), body };
}

/** The schema of an answer, as the served document has it, closed: a field that it does not name is a fault. */
function validatorOf(document: { readonly components: { readonly schemas: object } }, id: string): ValidateFunction {
  const closed = JSON.parse(JSON.stringify(document.components), (_key, value) =>
    value?.type === 'object' && value.properties !== undefined ? { ...value, additionalProperties: false } : value,
  );
  const ajv = new Ajv2020({ strict: true, allErrors: true, keywords: ['components'] });
  return ajv.compile({ $ref: `#/components/schemas/${id}`, components: closed });
}

describe('the OpenAPI document', () => {
  it('is served, is of version 3.1, and names every path that is served', async () => {
    const { status, body } = await get('/api/v1/openapi.json');
    assert.deepEqual([status, body.openapi], [200, '3.1.0']);
    for (const path of Object.keys(body.paths)) {
      const response = await fetch(server.operations.url + path.replaceAll(/\{\w+\}/g, 'x'), { method: 'POST' });
      assert.equal(response.status, 405, path);
      assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    }
  });

  it('refers only to schemas that it has', async () => {
    const { body } = await get('/api/v1/openapi.json');
    const refs = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, id]) => id ?? '',
    );
    assert.ok(refs.length > 5);
    assert.deepEqual(
      refs.filter((id) => body.components.schemas[id] === undefined),
      [],
    );
  });
});

describe('what the API answers is what its OpenAPI document says, and no field more', () => {
  const pods = [...cluster.pods.values()].filter(({ gpus }) => gpus.instances.length > 0).map(({ key }) => key);
  const cases: readonly [path: string, schema: string][] = [
    ['/api/v1/state', 'State'],
    ['/api/v1/headroom', 'Headroom'],
    ['/api/v1/recommendations', 'Advice'],
    ['/api/v1/layouts', 'Layouts'],
    ['/api/v1/layouts?load=0.7', 'Layouts'],
    ...pods.map((key): [string, string] => [`/api/v1/explain/${key}`, 'Explanation']),
  ];
  for (const [path, schema] of cases) {
    it(path, async () => {
      const document = (await get('/api/v1/openapi.json')).body;
      const { status, type, body } = await get(path);
      assert.deepEqual([status, type], [200, 'application/json; charset=utf-8']);
      const validate = validatorOf(document, schema);
      assert.ok(validate(body), JSON.stringify(validate.errors));
    });
  }

  const refused: readonly [path: string, status: number, detail: RegExp][] = [
    ['/api/v1/explain/nobody/here', 404, /^there is no pod nobody\/here$/],
    ['/api/v1/snapshot?anonymize=perhaps', 400, /^anonymize is neither true nor false$/],
    ['/api/v1/layouts?load=0', 400, /^load is not a share above 0, such as 0\.85$/],
    ['/api/v1/layouts?load=1&load=2', 400, /^load is not a share above 0/],
    ['/api/v1/nothing', 404, /^there is no GET \/api\/v1\/nothing$/],
  ];
  for (const [path, want, detail] of refused) {
    it(`${path}, which is refused`, async () => {
      const document = (await get('/api/v1/openapi.json')).body;
      const { status, type, body } = await get(path);
      assert.deepEqual([status, type], [want, 'application/problem+json; charset=utf-8']);
      const validate = validatorOf(document, 'Problem');
      const isValid: boolean = validate(body);
      assert.ok(isValid, JSON.stringify(validate.errors));
      assert.match(body.detail, detail);
    });
  }

  it('before the cluster has been read, which is 503', async () => {
    const empty = await start();
    for (const path of ['state', 'headroom', 'layouts', 'snapshot', 'explain/a/b']) {
      const response = await fetch(`${empty.url}/api/v1/${path}`);
      assert.equal(response.status, 503);
      assert.match(JSON.parse(await response.text()).detail, /not synced/);
    }
    await empty.stop();
  });
});

describe('the API', () => {
  it('shows every GPU, instance, pod that waits and problem of the state', async () => {
    const { body } = await get('/api/v1/state');
    const shown = body.nodes.flatMap(
      ({ name, gpus }: { name: string; gpus: { index: number; instances?: object[] }[] }) =>
        gpus.map(({ index, instances }) => `${name} ${index} ${instances?.length ?? '-'}`),
    );
    const want = cluster.nodes.flatMap(({ name, gpus }) =>
      gpus.map((gpu) => `${name} ${gpu.index} ${gpu.kind === 'mig' ? gpu.instances.length : '-'}`),
    );
    assert.deepEqual(shown, want);
    assert.equal(body.version, (await get('/api/v1/state')).body.version);
  });

  it('explains as the command line does', async () => {
    const key = 'team-vision/triton-2';
    const limit = { now: () => performance.now(), milliseconds: 1000 };
    const want = explain(cluster, podIn(cluster, key), { rater: plainRater(), limit, mostMoves: 2 });
    assert.equal((await get(`/api/v1/explain/${key}`)).body.cause, want.cause);
  });

  it('tells the layouts that are wanted as the command line does', async () => {
    const limit = { now: () => performance.now(), milliseconds: 20_000 };
    for (const load of [undefined, 0.7]) {
      const want = atOnce(wantedLayoutsSteps(cluster, { pools: {}, load, limit }));
      assert.deepEqual((await get(`/api/v1/layouts${load === undefined ? '' : `?load=${load}`}`)).body, want);
    }
  });

  it('recommends what is open for the state, each kind of change once at least', async () => {
    let advice: z.output<typeof adviceSchema>;
    do {
      advice = adviceSchema.parse((await get('/api/v1/recommendations')).body);
      await sleep(10);
    } while (advice.version === null);
    assert.equal(advice.version, (await get('/api/v1/state')).body.version);
    const seen = new Set(advice.recommendations.map(({ rung }) => rung));
    assert.ok(seen.has('reshape') && seen.has('moves'), [...seen].join());
    assert.ok(advice.recommendations.some(({ trigger }) => trigger.kind === 'fragmentation'));
    assert.ok(advice.recommendations.some(({ trigger }) => trigger.kind === 'pending'));
    const document = (await get('/api/v1/openapi.json')).body;
    const validate = validatorOf(document, 'Advice');
    const isValid: boolean = validate((await get('/api/v1/recommendations')).body);
    assert.ok(isValid, JSON.stringify(validate.errors));
    const metrics = await (await fetch(`${server.operations.url}/metrics`)).text();
    const open = Number(/^slicewise_recommendations_open\{rung="reshape"\} (\d+)$/m.exec(metrics)?.[1]);
    assert.equal(open, advice.recommendations.filter(({ rung }) => rung === 'reshape').length);
  });

  it('gives a snapshot that makes the same state, under other names if that is asked for', async () => {
    const { body } = await get('/api/v1/snapshot');
    const again = buildCluster(parseSnapshot(JSON.stringify(body), 'again'));
    assert.deepEqual(
      again.nodes.map(({ name, shape }) => [name, shape.gpus.map(({ id }) => id)]),
      cluster.nodes.map(({ name, shape }) => [name, shape.gpus.map(({ id }) => id)]),
    );
    const other = JSON.stringify((await get('/api/v1/snapshot?anonymize=true')).body);
    assert.ok(!other.includes('team-vision') && !other.includes('a100-carve'));
  });

  it('is not on the extender’s port where operations have one of their own', async () => {
    assert.equal((await fetch(`${server.extender.url}/api/v1/state`)).status, 404);
  });
});

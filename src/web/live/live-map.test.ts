import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { rememberReport } from '../../advisor/remembered-report.ts';
import { fleetFrom } from '../../testing/fleets.ts';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../../testing/objects.ts';
import { type ShownServer, start } from '../../testing/serving.ts';
import { shownState } from '../../testing/shown-state.ts';
import { fleetOf } from '../client/fleet.ts';
import { afterChange, type Known, knownFrom } from '../client/state.ts';
import { createLiveMap } from './live-map.ts';

/** Fast enough to be waited for. */
const mapTiming = { look: 20, report: 20, beat: 50, sample: 30 };

describe('the slice map over HTTP', () => {
  let server: ShownServer;
  before(async () => {
    server = await start({ mapTiming, origin: { kind: 'live', server: 'https://10.0.0.1:6443' } });
    server.show(clusterFrom('mixed-cluster.yaml'));
  });
  after(() => server.stop());

  const whole = async (): Promise<Known> => knownFrom(await (await fetch(`${server.url}/map.json`)).json());

  /** Follows the events as a page does, until what is known meets a condition. */
  async function follow(from: Known, isEnough: (known: Known) => boolean, url = server.url): Promise<Known> {
    const stop = new AbortController();
    const since = encodeURIComponent(`${from.epoch} ${from.revision}`);
    const response = await fetch(`${url}/events?since=${since}`, { signal: stop.signal });
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    let known = from;
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const [, name, data = ''] = /^event: (.*)\n(?:id: .*\n)?data: (.*)$/.exec(event) ?? [];
        assert.notEqual(name, 'reload');
        if (name === 'change') known = afterChange(known, JSON.parse(data)) ?? assert.fail('a change is missing');
      }
      if (isEnough(known)) break;
    }
    stop.abort();
    return known;
  }

  it('is the whole fleet at once, compressed for whoever takes that', async () => {
    const plain = await fetch(`${server.url}/map.json`, { headers: { 'Accept-Encoding': 'identity' } });
    assert.equal(plain.headers.get('content-encoding'), null);
    const known = knownFrom(await plain.json());
    assert.deepEqual(known.fleet, fleetFrom(clusterFrom('mixed-cluster.yaml')));
    const packed = await fetch(`${server.url}/map.json`);
    assert.equal(packed.headers.get('content-encoding'), 'gzip');
    assert.deepEqual(knownFrom(await packed.json()).fleet, known.fleet);
    assert.deepEqual(known.origin, { kind: 'live', name: 'https://10.0.0.1:6443' });
    assert.equal(known.waiting.total, 7);
    assert.equal(known.pools?.length, 5, 'headroom is in the first picture of a small cluster');
  });

  it('follows the cluster from state to state', async () => {
    const first = clusterOf(nodeObject('n', { gpus: ['3g.20gb@0'] }), podObject('x/waits', '2g.10gb'));
    server.show(first);
    const known = await follow(await whole(), ({ fleet }) => fleet.names.length === 1);
    assert.deepEqual(known.fleet, fleetFrom(first));
    const second = clusterOf(
      nodeObject('m', { gpus: ['', '7g.40gb@0'] }),
      nodeObject('n', { gpus: ['3g.20gb@0=x/p'] }),
      podObject('x/p', '3g.20gb', { on: 'n' }),
    );
    server.show(second);
    const next = await follow(known, ({ fleet, waiting }) => fleet.names.length === 2 && waiting.total === 0);
    assert.deepEqual(next.fleet, fleetFrom(second));
    assert.deepEqual(fleetOf(known.fleet.models, []).names, []);
  });

  it('tells headroom, the trend and why pods wait when they are known', async () => {
    server.show(clusterFrom('stranded-node.yaml'));
    const known = await whole();
    const next = await follow(
      known,
      ({ samples, pools, waiting }) =>
        samples.length > 2 && pools?.[0]?.name === 'A100-40GB/static' && waiting.pods[0]?.cause === 'reshape',
    );
    const rung = next.pools?.[0]?.ladder.find(({ profile }) => profile === '2g.10gb');
    // As the README shows it: 0, 1, 1 and 2 slices stranded by shape.
    assert.deepEqual([rung?.asShaped, rung?.reshaped, rung?.repacked, rung?.byShape], [0, [1, 1], 1, [2, 2]]);
    assert.deepEqual(next.samples.at(-1)?.pools[0]?.slice(0, 2), ['A100-40GB/static', 4]);
  });

  it('tells what is recommended, from when it has been sought until it is withdrawn', async () => {
    const other = await start({ mapTiming, everyMs: 20, origin: { kind: 'live', server: 'https://10.0.0.1:6443' } });
    other.show(clusterFrom('stranded-node.yaml'));
    const first = knownFrom(await (await fetch(`${other.url}/map.json`)).json());
    assert.equal(first.advice, null, 'nothing has been sought yet');
    const sought = await follow(first, ({ advice }) => (advice?.recommendations.length ?? 0) > 0, other.url);
    const [{ id, rung, changes } = assert.fail()] = sought.advice?.recommendations ?? [];
    assert.deepEqual([rung, changes[0]?.delete], ['reshape', ['3g.20gb@4']]);
    assert.deepEqual(knownFrom(await (await fetch(`${other.url}/map.json`)).json()).advice, sought.advice);
    other.show(clusterOf(nodeObject('gpu-1', { gpus: ['7g.40gb@0'] })));
    // Another one may be told at once, and none in between.
    const isGone = ({ advice }: Known): boolean => advice?.recommendations.every((each) => each.id !== id) === true;
    assert.ok(isGone(await follow(sought, isGone, other.url)));
    await other.stop();
  });

  it('explains a pod, and says of one that is not there that it is not', async () => {
    server.show(clusterFrom('stranded-node.yaml'));
    const answer = await fetch(`${server.url}/api/v1/explain/team-a/triton-2`);
    const { cause, way } = await answer.json();
    assert.deepEqual([answer.status, cause, way.node], [200, 'reshape', 'gpu-1']);
    const missing = await fetch(`${server.url}/api/v1/explain/team-a/nobody`);
    assert.deepEqual(
      [missing.status, missing.headers.get('content-type')],
      [404, 'application/problem+json; charset=utf-8'],
    );
  });

  it('serves pages that may load nothing but its own files, which browsers keep', async () => {
    const page = await fetch(server.url);
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    const files = [...(await page.text()).matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    assert.ok(files.length > 30);
    for (const file of files) {
      const { status, headers } = await fetch(server.url + file);
      const want = file.endsWith('.css')
        ? 'text/css; charset=utf-8'
        : file.endsWith('.svg')
          ? 'image/svg+xml; charset=utf-8'
          : 'text/javascript; charset=utf-8';
      assert.deepEqual([status, headers.get('content-type')], [200, want], file);
      assert.match(headers.get('cache-control') ?? '', /immutable/);
    }
    const other = (files[0] ?? '').replace(/assets\/\w+/, 'assets/0123456789abcdef');
    assert.equal((await fetch(server.url + other)).status, 404, 'of another version');
  });

  it('goes on while nobody can say why a pod waits', async () => {
    const source = shownState({ origin: { kind: 'live', server: 'https://10.0.0.1:6443' } });
    const map = createLiveMap({
      source,
      report: rememberReport(source.cluster, {}),
      pools: {},
      policy: 'phi',
      pending: { found: undefined, look: () => new Promise(() => {}) },
      advice: () => ({ state: undefined, recommendations: [], undecided: [], pools: [] }),
      timing: mapTiming,
      logger: pino({ level: 'silent' }),
    });
    const stream = createServer((_, response) => void map.broadcast.viewers.add(response, []));
    await new Promise<void>((resolve) => stream.listen(0, '127.0.0.1', resolve));
    const address = stream.address();
    source.show(clusterFrom('stranded-node.yaml'));
    const known = knownFrom(JSON.parse(String(await (await map.body()).plain())));
    assert.equal(known.waiting.pods[0]?.cause, null);
    const response = await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    const waits = podObject('x/waits', '2g.10gb');
    source.show(clusterOf(nodeObject('second', { gpus: [''] }), waits));
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('"second"')) source.show(clusterOf(nodeObject('third', { gpus: [''] }), waits));
      if (text.includes('"third"')) break;
    }
    map.stop();
    await new Promise((resolve) => stream.close(resolve));
  });

  it('ends the streams when the server stops, and does not wait for them', async () => {
    const other = await start({ mapTiming });
    other.show(clusterOf());
    const stream = await fetch(`${other.url}/events`);
    const read = stream.text();
    await other.stop();
    assert.match(await read, /^event: hello$/m);
  });
});

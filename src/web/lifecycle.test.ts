import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { BadInput } from '../bad-input.ts';
import { clusterFrom } from '../testing/objects.ts';
import { post, start, wire } from '../testing/serving.ts';
import { TIMEOUTS } from './limits.ts';
import { listen } from './listener.ts';

describe('a server without a state', () => {
  it('says that it is not synced, in the terms of each verb, and that it is not ready', async () => {
    const server = await start();
    try {
      const { status, body } = await post(`${server.url}/filter`, wire('filter-names'));
      assert.deepEqual([status, body.NodeNames], [200, null]);
      assert.match(body.Error, /not synced/);
      assert.deepEqual((await post(`${server.url}/preempt`, wire('preempt-one-node'))).body, {
        NodeNameToMetaVictims: {},
      });
      assert.equal((await fetch(`${server.url}/livez`)).status, 200);
      const ready = await fetch(`${server.url}/readyz`);
      assert.deepEqual(
        [ready.status, await ready.text()],
        [503, '[+]ping ok\n[-]synced failed\n[-]fresh failed\n[+]not-draining ok\n'],
      );
      for (const path of ['/plain', '/map.json']) assert.equal((await fetch(server.url + path)).status, 503, path);
      assert.equal((await fetch(server.url)).status, 200, 'the map shows that it waits');
      assert.doesNotMatch(await (await fetch(`${server.url}/metrics`)).text(), /^slicewise_state_age_seconds \d/m);

      server.show(clusterFrom('mixed-cluster.yaml'));
      assert.deepEqual(
        [(await fetch(`${server.url}/readyz`)).status, await (await fetch(`${server.url}/readyz`)).text()],
        [200, 'ok'],
      );
      assert.match(
        await (await fetch(`${server.url}/readyz?verbose`)).text(),
        /\[\+\]synced ok\n\[\+\]fresh ok: the state is \d+\.\d s old\n/,
      );
    } finally {
      await server.stop();
    }
  });
});

describe('stopping', () => {
  it('finishes the request under way, then closes', async () => {
    const server = await start();
    server.show(clusterFrom('mixed-cluster.yaml'));
    const { port } = new URL(server.url);
    const body = wire('filter-mixed-cluster');
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 100)}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = server.stop();
    socket.write(body.slice(100));
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    await stopped;
    assert.match(answer, /^HTTP\/1\.1 200 OK/);
    assert.match(answer, /"Error":""/);
    await assert.rejects(fetch(`${server.url}/livez`));
  });

  it('sends an answer of megabytes whole to a caller that reads it slowly', async () => {
    const LENGTH = 8_000_000;
    const begun = Promise.withResolvers<void>();
    const listener = await listen({
      address: { host: '127.0.0.1', port: 0 },
      app: (_request, response) => {
        response.end(Buffer.alloc(LENGTH));
        begun.resolve();
      },
      tls: undefined,
      timeouts: TIMEOUTS,
      flag: '--listen',
    });
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await begun.promise;
    const stopped = listener.close();
    let received = 0;
    for await (const chunk of socket) {
      received += chunk.length;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await stopped;
    assert.ok(received > LENGTH, `${received} bytes`);
  });

  it('does not wait for idle connections', async () => {
    const server = await start();
    await fetch(`${server.url}/livez`);
    const started = performance.now();
    await server.stop();
    assert.ok(performance.now() - started < 2000);
  });
});

it('an address that is taken is refused by name', async () => {
  const server = await start();
  try {
    const { port } = new URL(server.url);
    await assert.rejects(start({ port: Number(port) }), (error) => {
      assert.ok(error instanceof BadInput);
      assert.match(error.message, new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}: it is already in use`));
      return true;
    });
  } finally {
    await server.stop();
  }
});

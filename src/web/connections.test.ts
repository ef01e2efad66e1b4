import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterFrom } from '../testing/objects.ts';
import { lines, post, type ShownServer, start, wire } from '../testing/serving.ts';
import { LIMITS, TIMEOUTS } from './limits.ts';

describe('connections', { timeout: 20_000 }, () => {
  let server: ShownServer;
  // Only the limit for bodies can pass here.
  const timeouts = { keepAlive: 60_000, headers: 60_000, request: 60_000, body: 400, check: 20 };
  before(async () => {
    server = await start({ timeouts });
    server.show(clusterFrom('mixed-cluster.yaml'));
  });
  after(() => server.stop());

  function dial(): Dialled {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    // A reset is an end as any other here.
    socket.on('error', () => undefined);
    const received: string[] = [];
    socket.on('data', (chunk) => received.push(String(chunk)));
    return { socket, received };
  }

  it('are kept for longer than the 90 s of Go, also before their first request', () => {
    assert.ok(TIMEOUTS.keepAlive > 90_000);
    assert.ok(TIMEOUTS.headers > TIMEOUTS.keepAlive);
    assert.ok(TIMEOUTS.request >= TIMEOUTS.headers, 'or Node will not have it');
  });

  it('that were made in reserve and say nothing outlive the limit for bodies, then serve, idle and serve again', async () => {
    const { socket, received } = dial();
    for (const want of [1, 2]) {
      await sleep(1.5 * timeouts.body);
      assert.deepEqual([socket.readyState, received.length], ['open', want - 1]);
      socket.write(head('filter', 2, '{}'));
      await once(socket, 'data');
      assert.match(received.at(-1) ?? '', /^HTTP\/1\.1 200 OK/);
    }
    socket.destroy();
  });

  it('that bring a body too slowly get 408 and are closed, and hold nobody else up', async () => {
    const body = wire('filter-mixed-cluster');
    const slow = dial();
    slow.socket.write(head('filter', body.length, body.slice(0, 10)));
    const trickle = setInterval(() => slow.socket.write(' '), 20);
    const closed = once(slow.socket, 'close');
    assert.equal((await post(`${server.url}/filter`, body)).body.Error, '');
    assert.deepEqual(slow.received, [], 'another call is answered meanwhile');
    await closed;
    clearInterval(trickle);
    assert.match(slow.received.join(''), /^HTTP\/1\.1 408 /);
    const prompt = dial();
    prompt.socket.write(head('filter', body.length, body.slice(0, 10)));
    await sleep(timeouts.body / 4);
    prompt.socket.write(body.slice(10));
    await once(prompt.socket, 'data');
    assert.match(prompt.received.join(''), /^HTTP\/1\.1 200 OK/);
    prompt.socket.destroy();
  });

  it('that bring 100 MiB do not hold up the others while that is received and parsed', async () => {
    const roomy = await start({ bodyLimit: 128 * 2 ** 20 });
    roomy.show(clusterFrom('mixed-cluster.yaml'));
    const small = wire('filter-mixed-cluster');
    const { Pod } = JSON.parse(small);
    const node = JSON.stringify({ metadata: { name: 'a100-2', annotations: { large: 'x'.repeat(20_000) } } });
    const nodes = Buffer.from(`{"Pod":${JSON.stringify(Pod)},"Nodes":{"items":[${Array(5230).fill(node).join()}]}}`);
    const brackets = Buffer.alloc(nodes.length, '[');
    assert.ok(nodes.length > 99 * 2 ** 20);
    for (const [huge, want] of [
      [nodes, /^\{"Nodes":\{"metadata":\{\},"items":\[\{"metadata":\{"name":"a100-2"/],
      [brackets, /"Error":"the request cannot be read: it is nested too deeply"/],
    ] as const) {
      let isOver = false;
      const answer = fetch(`${roomy.url}/filter`, { method: 'POST', body: huge })
        .then((response) => response.text())
        .finally(() => {
          isOver = true;
        });
      let answered = 0;
      while (!isOver && answered < 10_000) {
        assert.equal((await post(`${roomy.url}/filter`, small)).body.Error, '');
        if (!isOver) answered++;
      }
      // One alone could have come before the first byte, or after the last.
      assert.ok(answered > 5, `${answered} others are answered meanwhile`);
      assert.match(await answer, want);
    }
    await roomy.stop();
  });

  it('that bring headers too slowly or too many of them are closed', async () => {
    const large = dial();
    large.socket.write(
      `POST /filter HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(LIMITS.headerBytes)}\r\n\r\n`,
    );
    await once(large.socket, 'close');
    assert.match(large.received.join(''), /^HTTP\/1\.1 431 /);
    const hurried = await start({ timeouts: { ...TIMEOUTS, headers: 100, check: 20 } });
    const slow = connect(Number(new URL(hurried.url).port), '127.0.0.1');
    slow.on('error', () => undefined);
    const received: string[] = [];
    slow.on('data', (chunk) => received.push(String(chunk)));
    const trickle = setInterval(() => slow.write('X'), 20);
    try {
      slow.write('POST /filter HTTP/1.1\r\nHost: localhost\r\n');
      await once(slow, 'close');
      // What is written while the answer is on its way makes the system throw the answer away.
      if (received.length > 0) assert.match(received.join(''), /^HTTP\/1\.1 408 /);
    } finally {
      clearInterval(trickle);
      await hurried.stop();
    }
  });

  it('that are cut in the middle of a call are counted and logged', async () => {
    const aborted = async (): Promise<number> => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return Number(/requests_total\{verb="prioritize",outcome="aborted"\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const before = await aborted();
    for (const encoding of ['identity', 'gzip']) {
      lines.length = 0;
      const { socket } = dial();
      socket.write(head('prioritize', 1000, '', `Content-Encoding: ${encoding}\r\nExpect: 100-continue\r\n`));
      await once(socket, 'data');
      socket.destroy();
      while (lines.length === 0) await sleep(5);
      assert.deepEqual(
        lines.map(({ level, msg, verb }) => [level, msg, verb]),
        [[40, 'cut off', 'prioritize']],
      );
    }
    assert.equal(await aborted(), before + 2);
    const { socket } = dial();
    socket.write(head('prioritize', 1000, '{'));
    await once(socket, 'close');
    assert.equal(await aborted(), before + 3, 'and those that are too slow');
  });
});

interface Dialled {
  readonly socket: Socket;
  readonly received: readonly string[];
}

/** A call of a verb, with as much of its body as is sent at first. */
function head(verb: string, length: number, start: string, headers = ''): string {
  return `POST /${verb} HTTP/1.1\r\nHost: localhost\r\n${headers}Content-Length: ${length}\r\n\r\n${start}`;
}

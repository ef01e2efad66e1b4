import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterFrom } from '../testing/objects.ts';
import { lines, post, type ShownServer, start, wire } from '../testing/serving.ts';
import { LIMITS, TIMEOUTS } from './limits.ts';

/** Longer than a test takes on any machine. */
const NEVER = 600_000;

describe('connections', { timeout: 120_000 }, () => {
  /** No limit can pass here, however busy the machine is, and on the hurried one only that for bodies. */
  let patient: ShownServer;
  let hurried: ShownServer;
  const timeouts = { keepAlive: NEVER, headers: NEVER, request: NEVER, body: NEVER, check: 20 };
  const bodyMs = 400;
  before(async () => {
    [patient, hurried] = await Promise.all([start({ timeouts }), start({ timeouts: { ...timeouts, body: bodyMs } })]);
    for (const server of [patient, hurried]) server.show(clusterFrom('mixed-cluster.yaml'));
  });
  after(() => Promise.all([patient.stop(), hurried.stop()]));

  function dial({ url }: ShownServer): Dialled {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
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
    const { socket, received } = dial(hurried);
    for (const want of [1, 2]) {
      await sleep(1.5 * bodyMs);
      assert.deepEqual([socket.readyState, received.length], ['open', want - 1]);
      socket.write(head('filter', 2, '{}'));
      await once(socket, 'data');
      assert.match(received.at(-1) ?? '', /^HTTP\/1\.1 200 OK/);
    }
    socket.destroy();
  });

  it('that bring a body slowly hold nobody else up, and are answered once it is there', async () => {
    const body = wire('filter-mixed-cluster');
    const slow = dial(patient);
    slow.socket.write(head('filter', body.length, body.slice(0, 10)));
    assert.equal((await post(`${patient.url}/filter`, body)).body.Error, '');
    assert.deepEqual(slow.received, [], 'another call is answered meanwhile');
    slow.socket.write(body.slice(10));
    await once(slow.socket, 'data');
    assert.match(slow.received.join(''), /^HTTP\/1\.1 200 OK/);
    slow.socket.destroy();
  });

  it('that bring a body too slowly get 408 and are closed, though some of it comes all the time', async () => {
    const slow = dial(hurried);
    slow.socket.write(head('filter', 10_000, '{'));
    const trickle = setInterval(() => slow.socket.write(' '), 20);
    await once(slow.socket, 'close');
    clearInterval(trickle);
    assertTimedOut(slow);
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
    const large = dial(patient);
    large.socket.write(
      `POST /filter HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(LIMITS.headerBytes)}\r\n\r\n`,
    );
    await once(large.socket, 'close');
    assert.match(large.received.join(''), /^HTTP\/1\.1 431 /);
    const strict = await start({ timeouts: { ...timeouts, headers: 100 } });
    const slow = dial(strict);
    const trickle = setInterval(() => slow.socket.write('X'), 20);
    try {
      slow.socket.write('POST /filter HTTP/1.1\r\nHost: localhost\r\n');
      await once(slow.socket, 'close');
      assertTimedOut(slow);
    } finally {
      clearInterval(trickle);
      await strict.stop();
    }
  });

  it('that are cut in the middle of a call are counted and logged', async () => {
    const aborted = async ({ url }: ShownServer): Promise<number> => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/requests_total\{verb="prioritize",outcome="aborted"\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const before = await aborted(patient);
    for (const encoding of ['identity', 'gzip']) {
      lines.length = 0;
      const { socket } = dial(patient);
      socket.write(head('prioritize', 1000, '', `Content-Encoding: ${encoding}\r\nExpect: 100-continue\r\n`));
      await once(socket, 'data');
      socket.destroy();
      while (lines.length === 0) await sleep(5);
      assert.deepEqual(
        lines.map(({ level, msg, verb }) => [level, msg, verb]),
        [[40, 'cut off', 'prioritize']],
      );
    }
    assert.equal(await aborted(patient), before + 2);
    const inTime = await aborted(hurried);
    const { socket } = dial(hurried);
    socket.write(head('prioritize', 1000, '{'));
    await once(socket, 'close');
    while ((await aborted(hurried)) === inTime) await sleep(5);
    assert.equal(await aborted(hurried), inTime + 1, 'and those that are too slow');
  });
});

interface Dialled {
  readonly socket: Socket;
  readonly received: readonly string[];
}

/** What is written while the answer is on its way makes the system throw the answer away. */
function assertTimedOut({ received }: Dialled): void {
  if (received.length > 0) assert.match(received.join(''), /^HTTP\/1\.1 408 /);
}

/** A call of a verb, with as much of its body as is sent at first. */
function head(verb: string, length: number, start: string, headers = ''): string {
  return `POST /${verb} HTTP/1.1\r\nHost: localhost\r\n${headers}Content-Length: ${length}\r\n\r\n${start}`;
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { limitBodyTime } from './body-deadline.ts';

const LIMIT_MS = 200;
const SLOW = 'POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{';

async function serve(answer: RequestListener, work: (dial: () => Socket) => Promise<void>): Promise<void> {
  const server = createServer();
  limitBodyTime(server, LIMIT_MS);
  server.on('request', answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  try {
    await work(() => connect(address.port, '127.0.0.1'));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('the time for a body', () => {
  it('does not take the answer away from the request before it on the same connection', () =>
    serve(
      (request, response) => {
        if (request.url === '/first') setTimeout(() => response.end('first'), 3 * LIMIT_MS);
      },
      async (dial) => {
        const socket = dial();
        let received = '';
        socket.on('data', (chunk) => {
          received += String(chunk);
        });
        socket.write(`GET /first HTTP/1.1\r\nHost: x\r\n\r\n${SLOW}`);
        await once(socket, 'close');
        assert.match(received, /^HTTP\/1\.1 200 OK.*first.*HTTP\/1\.1 408 /s);
      },
    ));

  it('holds no request longer than that, one that was given up or answered before its body came', async () => {
    const requests: WeakRef<IncomingMessage>[] = [];
    await serve(
      (request, response) => {
        requests.push(new WeakRef(request));
        if (request.url === '/early') response.writeHead(404).end();
      },
      async (dial) => {
        for (const path of ['slow', 'early', 'slow', 'early']) {
          const socket = dial();
          socket.on('error', () => {}).resume();
          socket.write(SLOW.replace('slow', path));
          if (path === 'early') {
            await once(socket, 'data');
            socket.destroy();
          } else {
            await once(socket, 'close');
          }
        }
        await sleep(2 * LIMIT_MS);
        setFlagsFromString('--expose-gc');
        const collect: unknown = runInNewContext('gc');
        assert.ok(typeof collect === 'function');
        await sleep(10);
        collect();
        assert.equal(requests.length, 4);
        assert.deepEqual(
          requests.filter((request) => request.deref() !== undefined).map((request) => request.deref()?.url),
          [],
        );
      },
    );
  });
});

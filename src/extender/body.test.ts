import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { clusterOf } from '../testing/objects.ts';
import { post, type ShownServer, start } from '../testing/serving.ts';

const LIMIT = 2 ** 20;

describe('bodies of requests', () => {
  let server: ShownServer;
  before(async () => {
    server = await start({ bodyLimit: LIMIT });
    server.show(clusterOf());
  });
  after(() => server.stop());

  /** A request of the largest size, of which only the beginning is sent. */
  async function begin(): Promise<Socket> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST /filter HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${LIMIT}\r\n\r\n{`);
    return socket;
  }

  /** Asks until the answer's error is this one: what a socket does shows at the server a moment later. */
  async function waitFor(error: RegExp): Promise<void> {
    for (let tries = 0; tries < 500; tries++) {
      const { body } = await post(`${server.url}/filter`, '{}');
      if (error.test(body.Error)) return;
    }
    assert.fail(`never answered ${error}`);
  }

  it('are refused while two of the largest size are on their way, and read again after that', async () => {
    const sockets = [await begin(), await begin()];
    await waitFor(/^too many large requests come at once$/);
    for (const socket of sockets) socket.destroy();
    await waitFor(/^(?!too many)/);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type ShownServer, start } from '../testing/serving.ts';

/** The status of an answer to a request that names this host. */
async function statusFor(url: string, host: string): Promise<number | undefined> {
  const request = http.get(`${url}/livez`, { headers: { Host: host } });
  const [response]: http.IncomingMessage[] = await once(request, 'response');
  response?.resume();
  return response?.statusCode;
}

describe('a port of the loopback address', () => {
  let server: ShownServer;
  before(async () => {
    server = await start();
  });
  after(() => server.stop());

  const cases: readonly (readonly [host: string, status: number])[] = [
    ['localhost', 200],
    ['LOCALHOST:8888', 200],
    ['slicewise.localhost:8888', 200],
    ['127.0.0.1:8888', 200],
    ['[::1]:8888', 200],
    ['evil.example', 421],
    ['evil.example:8888', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example', 421],
  ];
  for (const [host, status] of cases) {
    it(`answers ${status} to who asks for ${host}`, async () => {
      assert.equal(await statusFor(server.url, host), status);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type FakeApiServer, startFakeApiServer } from '../testing/fake-api-server.ts';
import { podObject } from '../testing/objects.ts';
import { type Reflector, startReflector } from './reflector.ts';

const SILENCE_MS = 100;

interface Followed {
  readonly api: FakeApiServer;
  readonly reflector: Reflector;
  /** What the sink was told, in order. */
  readonly told: readonly string[];
}

/** Follows the pods of a server that has one, and has them looked at. */
async function followingPods(look: (followed: Followed) => Promise<void>): Promise<void> {
  const api = await startFakeApiServer();
  api.put('/api/v1/pods', podObject('x/a', '1g.5gb'));
  const told: string[] = [];
  const sink = {
    begin: () => told.push('begin'),
    put: () => told.push('put'),
    gone: () => told.push('gone'),
    end: () => told.push('end'),
  };
  const reflector = startReflector({
    connection: api.connection,
    resource: { kind: 'Pod', path: '/api/v1/pods' },
    sink,
    logger: pino({ level: 'silent' }),
    now: () => performance.now(),
    silenceMs: SILENCE_MS,
  });
  try {
    await look({ api, reflector, told });
  } finally {
    await reflector.stop();
    await api.stop();
  }
}

function watches({ requests }: FakeApiServer): number {
  return requests.filter((request) => request.includes('watch=1')).length;
}

describe('a reflector', () => {
  it('opens another connection where one has fallen silent, and makes no fuss about it', () =>
    followingPods(async ({ api, reflector, told }) => {
      for (let tries = 0; tries < 200 && watches(api) < 4; tries++) await sleep(10);
      assert.ok(watches(api) >= 4, 'it gave up silent connections');
      assert.deepEqual(told, ['begin', 'put', 'end'], 'it went on from where it was');
      const { broken, silent } = reflector.restarts;
      assert.deepEqual([broken, reflector.trouble], [0, undefined]);
      assert.ok(silent >= 3, `${silent} counted`);
    }));

  it('reads what came while its process stood still before it takes a connection for dead', () =>
    followingPods(async ({ api, told }) => {
      for (let tries = 0; tries < 200 && !told.includes('end'); tries++) await sleep(1);
      const opened = watches(api);
      for (let pause = 0; pause < 5; pause++) {
        // In the phase of the event loop after which timers come, and sockets only then: as when a stopped process goes on.
        await nextTurn();
        const before = told.length;
        api.put('/api/v1/pods', podObject(`x/b${pause}`, '1g.5gb'));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1.5 * SILENCE_MS);
        await sleep(SILENCE_MS / 4);
        assert.equal(told.length, before + 1, 'it heard of the new pod');
      }
      assert.equal(watches(api), opened, 'over the connection that it had');
    }));
});

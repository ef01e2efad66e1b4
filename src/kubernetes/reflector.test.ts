import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { startFakeApiServer } from '../testing/fake-api-server.ts';
import { podObject } from '../testing/objects.ts';
import { startReflector } from './reflector.ts';

it('a reflector takes a connection that has fallen silent for dead, and opens another', async () => {
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
    silenceMs: 100,
  });
  try {
    for (let tries = 0; tries < 200 && reflector.restarts.broken < 2; tries++) await sleep(10);
    assert.ok(reflector.restarts.broken >= 2, 'it gave up silent connections');
    assert.deepEqual(told, ['begin', 'put', 'end'], 'it went on from where it was');
  } finally {
    await reflector.stop();
    await api.stop();
  }
});

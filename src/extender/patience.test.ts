import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { post, type ShownServer, start } from '../testing/serving.ts';
import { createPatience } from './patience.ts';

describe('createPatience', () => {
  it('waits for a fifth of the time at most, and can save a little up', () => {
    let time = 0;
    const patience = createPatience(() => time);
    const waited = (calls: number): number =>
      Array.from({ length: calls }, patience).reduce((sum, each) => sum + each, 0);
    assert.equal(patience(), 15);
    assert.equal(waited(100), 285);
    time += 100;
    assert.equal(waited(100), 15);
    time += 3_600_000;
    assert.equal(waited(100), 300);
  });
});

describe('filter, where every node is rejected', () => {
  const live = { kind: 'live', server: 'https://127.0.0.1:6443' } as const;
  const full = clusterOf(
    nodeObject('n', { gpus: ['3g.20gb@0=y/other'] }),
    podObject('y/other', '3g.20gb', { on: 'n' }),
  );
  const free = clusterOf(nodeObject('n', { gpus: ['3g.20gb@0'] }));
  const question = { Pod: podObject('x/asking', '3g.20gb'), NodeNames: ['n'] };
  let server: ShownServer | undefined;
  afterEach(() => server?.stop());

  it('is judged again where news comes a moment later', async () => {
    server = await start({ origin: live });
    server.show(full);
    const answer = post(`${server.url}/filter`, question);
    await sleep(5);
    server.show(free);
    assert.deepEqual((await answer).body.NodeNames, ['n']);
  });

  it('is answered all the same where no news comes', async () => {
    server = await start({ origin: live });
    server.show(full);
    const { body } = await post(`${server.url}/filter`, question);
    assert.deepEqual([body.NodeNames, Object.keys(body.FailedAndUnresolvableNodes)], [[], ['n']]);
  });
});

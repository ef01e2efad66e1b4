import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type FakeApiServer, startFakeApiServer } from '../testing/fake-api-server.ts';
import { nodeObject } from '../testing/objects.ts';
import { type FollowedCluster, followCluster } from './follow-cluster.ts';

const NODES = '/api/v1/nodes';
const GOOD = '3g.20gb@0 3g.20gb@4';
/** No 7g.40gb begins at slice 1. */
const BAD = '7g.40gb@1';

describe('the log of GPUs that cannot be used', () => {
  let api: FakeApiServer;
  let followed: FollowedCluster;
  let lines: { level: number; msg: string; node?: string; gpus?: number[]; reason?: string }[];

  /** Follows a cluster with a node whose second GPU makes no sense. */
  async function begin(): Promise<void> {
    api = await startFakeApiServer();
    api.put(NODES, nodeObject('n1', { gpus: [GOOD, BAD] }));
    api.put(NODES, nodeObject('n2', { gpus: [GOOD, GOOD] }));
    lines = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    followed = followCluster({ connection: api.connection, migConfigMaps: [], maxAgeSeconds: 60, logger });
    await until(() => followed.cluster() !== undefined);
  }

  afterEach(async () => {
    await followed.stop();
    await api.stop();
  });

  async function until(isTrue: () => boolean): Promise<void> {
    for (let tries = 0; tries < 500 && !isTrue(); tries++) await sleep(10);
    assert.ok(isTrue(), 'it did not come true in time');
  }

  /** Puts a node and waits until it has been built; what was logged of nodes since. */
  async function put(name: string, gpus: readonly string[]): Promise<typeof lines> {
    const before = lines.length;
    api.put(NODES, nodeObject(name, { gpus, labels: { generation: String(before) } }));
    await until(() => followed.cluster()?.nodes.some(({ labels }) => labels['generation'] === String(before)) === true);
    const told = lines.slice(before).filter(({ node }) => node !== undefined);
    lines.push({ level: 0, msg: 'read' });
    return told;
  }

  it('tells once when some drop out, with the reason, and once when they are back', async () => {
    await begin();
    const [fallen, ...others] = await put('n2', [BAD, BAD]);
    assert.deepEqual(others, []);
    assert.deepEqual([fallen?.level, fallen?.node, fallen?.gpus], [40, 'n2', [0, 1]]);
    assert.match(fallen?.reason ?? '', /7g\.40gb/);
    assert.deepEqual(await put('n2', [BAD, BAD]), [], 'it is no news any more');
    const [back, ...more] = await put('n2', [GOOD, BAD]);
    assert.deepEqual(more, []);
    assert.deepEqual([back?.level, back?.node, back?.gpus], [30, 'n2', [0]]);
  });

  it('tells nothing of those that could not be used from the start, until they can', async () => {
    await begin();
    assert.deepEqual(
      lines.filter(({ node }) => node !== undefined),
      [],
    );
    assert.deepEqual(await put('n1', [GOOD, BAD]), []);
    assert.deepEqual(
      (await put('n1', [GOOD, GOOD])).map(({ msg }) => msg),
      ['GPUs are used again'],
    );
  });

  it('tells of those that a new node brings', async () => {
    await begin();
    assert.deepEqual(
      (await put('n3', [BAD])).map(({ node, gpus }) => [node, gpus]),
      [['n3', [0]]],
    );
  });
});

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { allProblems } from '../cluster/cluster.ts';
import { type FakeApiServer, startFakeApiServer } from '../testing/fake-api-server.ts';
import { nodeObject, podObject } from '../testing/objects.ts';
import { type FollowedCluster, type FollowOptions, followCluster } from './follow-cluster.ts';

const NODES = '/api/v1/nodes';
const PODS = '/api/v1/pods';
const BUDGETS = '/apis/policy/v1/poddisruptionbudgets';
const CONFIG_MAPS = '/api/v1/namespaces/gpu-operator/configmaps';

let api: FakeApiServer;
let followed: FollowedCluster | undefined;

afterEach(async () => {
  await followed?.stop();
  followed = undefined;
  await api.stop();
});

/** An API server with two nodes, five pods and a ConfigMap. */
async function prepare(): Promise<void> {
  api = await startFakeApiServer();
  for (const name of ['n1', 'n2']) api.put(NODES, nodeObject(name, { gpus: ['3g.20gb@0 3g.20gb@4'] }));
  for (const index of [0, 1, 2, 3, 4])
    api.put(PODS, podObject(`x/p${index}`, '3g.20gb', index < 1 ? { on: 'n1' } : {}));
  api.put(BUDGETS, { metadata: { name: 'b', namespace: 'x' }, status: { disruptionsAllowed: 1 } });
  api.put(CONFIG_MAPS, { metadata: { name: 'mig', namespace: 'gpu-operator' }, data: { a: 'mig-configs: {}' } });
}

function follow(more: Partial<FollowOptions> = {}): FollowedCluster {
  followed = followCluster({
    connection: api.connection,
    migConfigMaps: [{ namespace: 'gpu-operator', name: 'mig' }],
    maxAgeSeconds: 60,
    logger: pino({ level: 'silent' }),
    ...more,
  });
  return followed;
}

/** Waits until something is true, at most five seconds. */
async function until(isTrue: () => boolean | undefined): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (isTrue()) return;
    await sleep(10);
  }
  assert.ok(isTrue(), 'it did not come true in time');
}

const podsOf = ({ cluster }: FollowedCluster) => [...(cluster()?.pods.values() ?? [])].map(({ key }) => key).sort();
const onNode = ({ cluster }: FollowedCluster, name: string) =>
  cluster()
    ?.nodes.find((node) => node.name === name)
    ?.pods.map(({ key }) => key);

const watches = (path: string): readonly string[] =>
  api.requests.filter((line) => line.startsWith(`GET ${path}?watch`));
const pages = (path: string): readonly string[] => api.requests.filter((line) => line.startsWith(`GET ${path}?limit`));

describe('a followed cluster', () => {
  it('has no state, and says so, until every resource has been listed', async () => {
    await prepare();
    api.faults.status = 503;
    const { cluster, obstacle, ageSeconds, troubles } = follow();
    await until(() => troubles().length === 5);
    assert.match(troubles()[0] ?? '', /^GET \/api\/v1\/nodes: refused by the test \(503\)$/);
    assert.equal(cluster(), undefined);
    assert.equal(ageSeconds(), undefined);
    assert.match(obstacle() ?? '', /not synced/);
    api.faults.status = undefined;
    await until(() => cluster() !== undefined);
    assert.equal(obstacle(), undefined);
    assert.deepEqual(troubles(), []);
  });

  it('is listed in one stream with its watch', async () => {
    await prepare();
    const live = follow();
    await until(() => live.cluster() !== undefined);
    assert.deepEqual(podsOf(live), ['x/p0', 'x/p1', 'x/p2', 'x/p3', 'x/p4']);
    assert.deepEqual(onNode(live, 'n1'), ['x/p0']);
    assert.equal(live.cluster()?.disruptionBudgets.length, 1);
    assert.equal(
      api.requests.some((line) => line.includes('limit=')),
      false,
    );
    assert.match(watches(CONFIG_MAPS)[0] ?? '', /fieldSelector=metadata.name%3Dmig/);
  });

  it('is listed in pages where the server cannot stream lists', async () => {
    await prepare();
    api.faults.streamedLists = true;
    const live = follow();
    await until(() => live.cluster() !== undefined);
    assert.equal(podsOf(live).length, 5);
    assert.equal(pages(PODS).length, 2);
    api.remove(PODS, 'x/p4');
    await until(() => podsOf(live).length === 4);
  });

  it('follows what comes, changes and goes', async () => {
    await prepare();
    const live = follow();
    await until(() => live.cluster() !== undefined);
    api.put(PODS, podObject('x/p1', '3g.20gb', { on: 'n1' }));
    api.remove(PODS, 'x/p0');
    api.put(NODES, nodeObject('n3', { gpus: ['7g.40gb@0'] }));
    await until(() => live.cluster()?.nodes.length === 3 && onNode(live, 'n1')?.join() === 'x/p1');
  });

  it('makes one state of a burst of changes', async () => {
    await prepare();
    let states = 0;
    const live = follow({ onChange: () => states++ });
    await until(() => live.cluster() !== undefined);
    states = 0;
    for (let index = 0; index < 200; index++) api.put(PODS, podObject(`x/burst${index}`, '1g.5gb'));
    await until(() => podsOf(live).length === 205);
    assert.ok(states < 20, `${states} states`);
  });

  it('goes on from where it was when its connections are cut, without listing again', async () => {
    await prepare();
    const live = follow();
    await until(() => live.cluster() !== undefined);
    api.bookmark();
    await sleep(20);
    api.cut();
    api.put(PODS, podObject('x/while-cut', '1g.5gb'));
    api.remove(PODS, 'x/p0');
    await until(() => podsOf(live).includes('x/while-cut'));
    assert.deepEqual(onNode(live, 'n1'), []);
    assert.equal(watches(PODS).filter((line) => line.includes('sendInitialEvents')).length, 1);
    assert.equal(live.reflectors[1]?.restarts.broken, 1);
  });

  for (const goneAsEvent of [false, true]) {
    it(`lists again when its version is gone, said by ${goneAsEvent ? 'an event' : 'the status'}`, async () => {
      await prepare();
      api.faults.goneAsEvent = goneAsEvent;
      const live = follow();
      await until(() => live.cluster() !== undefined);
      const node = live.cluster()?.nodes[1];
      api.faults.status = 503;
      api.cut();
      await sleep(20);
      api.remove(PODS, 'x/p0');
      api.remove(PODS, 'x/p1');
      api.put(PODS, podObject('x/p1', '2g.10gb', { uid: 'another' }));
      api.compact();
      api.faults.status = undefined;
      await until(() => live.cluster()?.pods.get('x/p1')?.uid === 'another');
      assert.deepEqual(podsOf(live), ['x/p1', 'x/p2', 'x/p3', 'x/p4']);
      assert.deepEqual(onNode(live, 'n1'), []);
      assert.equal(live.cluster()?.nodes[1], node, 'what did not change is not built again');
      assert.equal(live.reflectors[1]?.restarts.expired, 1);
    });
  }

  it('reports an object that cannot be read by its name, and keeps the others', async () => {
    await prepare();
    api.put(PODS, { metadata: { name: 'odd', namespace: 'x' }, spec: { containers: 'none' } });
    const live = follow();
    await until(() => live.cluster() !== undefined);
    const state = live.cluster();
    assert.deepEqual(state && allProblems(state).map(({ object }) => object), ['Pod x/odd']);
    api.remove(PODS, 'x/odd');
    await until(() => live.cluster()?.problems.length === 0);
  });

  it('does not decide on a state that is older than allowed, and does again once it has caught up', async () => {
    await prepare();
    const live = follow({ maxAgeSeconds: 0.2 });
    await until(() => live.cluster() !== undefined && live.obstacle() === undefined);
    api.faults.status = 500;
    api.cut();
    await until(() => live.obstacle() !== undefined);
    assert.match(live.obstacle() ?? '', /lost the API server/);
    assert.ok((live.ageSeconds() ?? 0) > 0.2);
    api.faults.status = undefined;
    await until(() => live.obstacle() === undefined);
  });

  it('does without a ConfigMap that it may not read, and says so', async () => {
    await prepare();
    Object.assign(api.faults, { status: 403, under: CONFIG_MAPS });
    const live = follow({ maxAgeSeconds: 1 });
    await until(() => live.cluster() !== undefined);
    assert.match(live.troubles().join(), /configmaps: .*\(403\)$/);
    await sleep(1200);
    assert.equal(live.obstacle(), undefined);
  });

  it('is as old as the last sign of life, and not as the last change', async () => {
    await prepare();
    const live = follow({ maxAgeSeconds: 0.4 });
    await until(() => live.cluster() !== undefined);
    await sleep(1000);
    api.faults.status = 500;
    api.cut();
    await sleep(50);
    assert.ok((live.ageSeconds() ?? 9) < 0.5, `${live.ageSeconds()} s`);
  });

  it('logs when the verbs begin to refuse, and when they decide again', async () => {
    await prepare();
    const lines: { msg: string }[] = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    const live = follow({ maxAgeSeconds: 0.2, logger });
    await until(() => live.cluster() !== undefined && live.obstacle() === undefined);
    api.faults.status = 500;
    api.cut();
    await until(() => lines.some(({ msg }) => /the verbs refuse: .* lost the API server/.test(msg)));
    api.faults.status = undefined;
    await until(() => lines.some(({ msg }) => msg === 'the verbs decide again'));
  });

  it('counts what is assumed before the API server tells of it', async () => {
    await prepare();
    const live = follow();
    await until(() => live.cluster() !== undefined);
    const waiting = live.cluster()?.pods.get('x/p1');
    assert.ok(waiting !== undefined);
    live.assume({ ...waiting, node: 'n2' });
    assert.deepEqual(onNode(live, 'n2'), ['x/p1']);
    live.forget(waiting.uid);
    assert.deepEqual(onNode(live, 'n2'), []);
  });

  it('stops, and asks for nothing any more', async () => {
    await prepare();
    const live = follow();
    await until(() => live.cluster() !== undefined);
    await live.stop();
    const count = api.requests.length;
    api.cut();
    await sleep(400);
    assert.equal(api.requests.length, count);
  });
});

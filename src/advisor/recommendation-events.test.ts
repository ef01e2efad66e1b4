import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import type { Recommendation } from './recommendation.ts';
import { createRecommendationEvents, type EventApi, eventsOf, type NodeEvent } from './recommendation-events.ts';

const recommendation = (id: string, nodes: readonly string[]): Recommendation => ({
  id,
  rung: 'reshape',
  trigger: { kind: 'asked' },
  pool: 'A100-40GB/static',
  changes: nodes.map((node) => ({ node, gpu: 0, delete: ['3g.20gb@4'], create: ['2g.10gb@4'] })),
  moves: [],
  steps: [],
  batches: [],
  gain: { profiles: [], placeable: ['x/a'] },
  disruption: { podsRestarted: 0, slicesOffline: 4 },
  proof: { status: 'optimal', before: 0, objective: 1, bound: 1 },
  basis: { at: null, isInferred: false },
});

function recorded() {
  const calls: string[] = [];
  const state = { isLeader: true, now: 0, areForgotten: false };
  const api: EventApi = {
    create(event: NodeEvent) {
      calls.push(`create ${event.node} ${event.reason}`);
      return Promise.resolve({ kind: 'done', value: `${event.node}.${calls.length}` } as const);
    },
    repeat(name, count) {
      calls.push(`repeat ${name} ${count}`);
      return Promise.resolve(
        state.areForgotten ? ({ kind: 'not-found' } as const) : ({ kind: 'done', value: undefined } as const),
      );
    },
  };
  const write = createRecommendationEvents({
    api,
    isLeader: () => state.isLeader,
    now: () => state.now,
    logger: pino({ level: 'silent' }),
  });
  return { calls, state, write };
}

describe('Events of recommendations', () => {
  it('say on each node what to do there', () => {
    assert.deepEqual(eventsOf(recommendation('r1', ['n1', 'n2']))[1], {
      node: 'n2',
      reason: 'MigReshapeRecommended',
      note: 'GPU 0: delete 3g.20gb@4, create 2g.10gb@4; lets 1 pod run (recommendation r1)',
    });
  });

  it('are few and short, however much is recommended', () => {
    const nodes = Array.from({ length: 500 }, (_, index) => `n${index}`);
    const events = eventsOf(recommendation('r1', nodes));
    assert.equal(events.length, 20);
    assert.match(events[0]?.note ?? '', /; 500 nodes of A100-40GB\/static in all/);
    const many = {
      ...recommendation('r1', []),
      changes: nodes.map((_, gpu) => ({ node: 'n', gpu, delete: [], create: ['1g.5gb@0'] })),
    };
    assert.ok(eventsOf(many).every(({ note }) => note.length <= 1_000));
  });

  it('become a series where the same is said again, and are written anew once the API server has forgotten them', async () => {
    const { calls, state, write } = recorded();
    const [first, second] = [recommendation('r1', ['n1']), recommendation('r2', ['n1'])];
    await write([first]);
    await write([first]);
    await write([second, first]);
    assert.deepEqual(calls, [
      'create n1 MigReshapeRecommended',
      'repeat n1.1 2',
      'create n1 MigReshapeRecommended',
      'repeat n1.1 3',
    ]);
    calls.length = 0;
    state.areForgotten = true;
    await write([first]);
    assert.deepEqual(calls, ['repeat n1.1 4', 'create n1 MigReshapeRecommended']);
    calls.length = 0;
    state.now += 3_600_000;
    await write([first]);
    assert.deepEqual(calls, ['create n1 MigReshapeRecommended']);
  });

  it('are written by the leader only', async () => {
    const { calls, state, write } = recorded();
    state.isLeader = false;
    await write([recommendation('r1', ['n1'])]);
    assert.deepEqual(calls, []);
  });
});

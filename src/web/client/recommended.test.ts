import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecommendationSeen } from './api.ts';
import { gainOf, stepsOf, titleOf } from './recommended.ts';

type Gained = RecommendationSeen['gain']['profiles'][number];

const same = [1, 1] as const;
const gained = (profile: string, more: Partial<Gained>): Gained => ({
  profile,
  asShaped: same,
  reshaped: same,
  repacked: same,
  ...more,
});

function recommended(more: Partial<RecommendationSeen>): RecommendationSeen {
  return {
    id: 'one',
    rung: 'reshape',
    trigger: { kind: 'asked' },
    pool: 'p',
    changes: [],
    moves: [],
    steps: [],
    batches: [],
    gain: { profiles: [], placeable: [] },
    disruption: { podsRestarted: 0, slicesOffline: 0 },
    proof: { status: 'optimal', objective: 0, bound: 0 },
    basis: { at: null, isInferred: false },
    ...more,
  };
}

describe('what a recommendation gains, in a line', () => {
  const line = (profiles: readonly Gained[], placeable: readonly string[] = []): string =>
    gainOf(recommended({ gain: { profiles, placeable } }));

  it('is pods and instances that are there at once', () => {
    const profiles = [
      gained('1g.5gb', { asShaped: [3, 2] }),
      gained('2g.10gb', { asShaped: [0, 2], reshaped: [1, 2] }),
    ];
    assert.equal(line(profiles, ['x/a']), '1 waiting pod fits, +2 2g.10gb');
    assert.equal(line(profiles, ['x/a', 'x/b']), '2 waiting pods fit, +2 2g.10gb');
  });
  it('is what can be recut after moves that free windows and create nothing', () => {
    const profiles = [gained('4g.20gb', { reshaped: [19, 20] }), gained('7g.40gb', { reshaped: [1, 2] })];
    assert.equal(line(profiles), '+1 4g.20gb, +1 7g.40gb once recut');
  });
  it('may be nothing, where it is not known which instances are used', () =>
    assert.equal(line([gained('1g.5gb', {})]), 'no more headroom for certain'));
});

describe('the steps of a recommendation', () => {
  const change = { node: 'n', gpu: 2, delete: ['1g.5gb@0'], create: ['2g.10gb@0'] };
  const move = { pod: 'x/a', from: 'n', to: 'm' };

  it('are its own, where it has some', () => {
    const steps = [{ kind: 'delete', node: 'n', gpu: 2, instances: ['1g.5gb@0'] }] as const;
    assert.deepEqual(stepsOf(recommended({ steps, changes: [change] })), steps);
  });
  it('are those of a repartition: its pods leave, each once, then its GPUs are cut anew', () => {
    const batches = [
      { nodes: ['n'], moves: [move] },
      { nodes: ['o'], moves: [{ ...move, to: 'p' }] },
    ];
    assert.deepEqual(stepsOf(recommended({ rung: 'repartition', changes: [change], batches })), [
      { kind: 'stop', pod: 'x/a', node: 'n' },
      { kind: 'delete', node: 'n', gpu: 2, instances: ['1g.5gb@0'] },
      { kind: 'create', node: 'n', gpu: 2, instances: ['2g.10gb@0'] },
    ]);
    assert.equal(titleOf(recommended({ changes: [change, change], batches })), 'recut 1 GPU, restart 1 pod');
  });
});

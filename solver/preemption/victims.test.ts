import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GpuShape } from '../node/gpu-shape.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { type Occupant, withoutOccupants } from '../node/occupant.ts';
import { noDemand } from '../placement/demand.ts';
import { phi } from '../placement/phi.ts';
import { createRater } from '../placement/rater.ts';
import { judge } from '../placement/verdict.ts';
import { carveNode, gpu, model, occupant, podsOn, request, staticNode, unplaced } from '../testing/shapes.ts';
import { countViolations } from './disruption-budgets.ts';
import { findVictims } from './victims.ts';

const rater = createRater({ policy: phi, demand: noDemand });

function victimsOf(node: NodeShape, evictable: readonly Occupant[], asked: string, more: object = {}): string {
  const found = findVictims({
    node,
    evictable,
    request: request(asked),
    rater,
    disruptionsAllowed: new Map(),
    ...more,
  });
  return found.kind === 'found'
    ? found.victims
        .map(({ id }) => id)
        .sort()
        .join(' ')
    : found.kind;
}

function carveHiding(hidden: Readonly<Record<string, number>>, ...gpus: readonly GpuShape[]): NodeShape {
  return { ...carveNode(...gpus), hidden: new Map(Object.entries(hidden)) };
}

describe('findVictims', () => {
  it('evicts by window, not by count: one pod in the way rather than one of the right size elsewhere', () => {
    // A 4g needs 0-3. Two 1g at 4 and 5 would free two slices that it cannot use.
    const node = carveNode(gpu('1g.5gb@2* 1g.5gb@4* 1g.5gb@5*'));
    const pods = ['2', '4', '5'].map((start) => occupant(`at-${start}`, node, `0:1g.5gb@${start}`));
    assert.equal(victimsOf(node, pods, '4g.20gb'), 'at-2');
  });

  it('says none where no eviction helps', () => {
    const node = carveNode(gpu('3g.20gb@0* 1g.5gb@4*'));
    const small = occupant('small', node, '0:1g.5gb@4');
    assert.equal(victimsOf(node, [small], '4g.20gb'), 'none');
    assert.equal(victimsOf(node, [], '1g.24gb'), 'none');
  });

  it('names nobody where the request fits as it is', () => {
    const node = carveNode(gpu('1g.5gb@6*'));
    assert.equal(victimsOf(node, [occupant('a', node, '0:1g.5gb@6')], '1g.5gb'), 'none');
  });

  it('prefers fewer violations of budgets, then the lower priority, then fewer victims', () => {
    const node = carveNode(gpu('3g.20gb@0* 3g.20gb@4*'), gpu('1g.5gb@0* 1g.5gb@1* 3g.20gb@4*'));
    const pods = [
      occupant('guarded', node, '0:3g.20gb@0', { budgets: ['web'] }),
      occupant('important', node, '0:3g.20gb@4', { priority: 50 }),
      occupant('one', node, '1:1g.5gb@0'),
      occupant('two', node, '1:1g.5gb@1'),
      occupant('big', node, '1:3g.20gb@4', { priority: 10 }),
    ];
    assert.equal(victimsOf(node, pods, '3g.20gb'), 'one two', 'priority 0 twice is better than priority 10 once');
    assert.equal(victimsOf(node, pods.slice(0, 2), '3g.20gb'), 'important', 'no budget is violated');
    assert.equal(victimsOf(node, [...pods.slice(0, 2), ...pods.slice(4)], '3g.20gb'), 'big');
  });

  it('breaks ties by the loss of the placement that becomes possible, then by id', () => {
    // Slices 6 and 7 together could hold a 1g.10gb, so taking 6 loses three slices; taking 4 or 5 only itself.
    const node = carveNode(gpu('4g.20gb@0* 1g.5gb@4* 1g.5gb@5* 1g.5gb@6*'));
    const pods = ['6', '5', '4'].map((start) => occupant(`at-${start}`, node, `0:1g.5gb@${start}`));
    assert.equal(victimsOf(node, pods, '1g.5gb'), 'at-4');
  });

  it('in carve mode evicts nobody where an instance that another pod may hold stays in the way', () => {
    const node = carveHiding({ '3g.20gb': 1 }, gpu('1g.5gb@0* 3g.20gb@4'));
    const known = occupant('known', node, '0:1g.5gb@0');
    const hidden = unplaced('hidden', '3g.20gb');
    assert.equal(victimsOf(node, [known], '7g.40gb'), 'none');
    assert.equal(victimsOf(node, [known], '4g.20gb'), 'known');
    assert.equal(victimsOf(node, [known, hidden], '7g.40gb'), 'hidden known');
  });

  it('in carve mode evicts every pod that may hold what is in the way', () => {
    const node = carveHiding({ '1g.5gb': 2 }, gpu('1g.5gb@0 1g.5gb@4 1g.5gb@5 2g.10gb@2*'));
    const pods = [unplaced('one', '1g.5gb'), unplaced('two', '1g.5gb'), occupant('known', node, '0:2g.10gb@2')];
    assert.equal(victimsOf(node, pods, '3g.20gb'), 'one two');
    assert.equal(victimsOf(node, pods, '4g.20gb'), 'known one two');
    assert.equal(victimsOf(node, pods.slice(1), '3g.20gb'), 'none');
    assert.equal(victimsOf(node, pods.slice(1), '2g.10gb'), 'known');
  });

  it('in carve mode takes an instance that is given up for one that a pod of its profile may hold', () => {
    const node = carveHiding({ '3g.20gb': 1 }, gpu('3g.20gb@0* 3g.20gb@4'));
    const known = occupant('known', node, '0:3g.20gb@0');
    const hidden = unplaced('hidden', '3g.20gb');
    assert.equal(victimsOf(node, [known], '3g.20gb'), 'none');
    assert.equal(victimsOf(node, [known, hidden], '3g.20gb'), 'hidden');
    assert.equal(victimsOf(node, [known, hidden], '2 x 3g.20gb'), 'hidden known');
  });

  it('in static mode evicts whoever holds an instance of the profile, hidden or not', () => {
    const node = staticNode([gpu('2g.10gb@0* 2g.10gb@2 3g.20gb@4*')], { '2g.10gb': 1 });
    const pods = [
      occupant('known', node, '0:2g.10gb@0', { priority: 7 }),
      unplaced('hidden', '2g.10gb'),
      occupant('other', node, '0:3g.20gb@4'),
    ];
    assert.equal(victimsOf(node, pods, '2g.10gb'), 'hidden');
    assert.equal(victimsOf(node, pods, '2 x 2g.10gb'), 'hidden known');
    assert.equal(victimsOf(node, pods, '4g.20gb'), 'none', 'no instance of that profile exists');
  });

  it('evicts a pod of several instances once', () => {
    const node = carveNode(gpu('3g.20gb@0* 3g.20gb@4*'));
    const both = occupant('both', node, '0:3g.20gb@0 0:3g.20gb@4');
    assert.equal(victimsOf(node, [both], '7g.40gb'), 'both');
  });

  it('frees the media engines that the request needs', () => {
    const a100 = model('A100-40GB');
    const node = carveNode(gpu('1g.5gb+me@0* 1g.5gb@4*', a100));
    const pods = [occupant('media', node, '0:1g.5gb+me@0'), occupant('plain', node, '0:1g.5gb@4')];
    assert.equal(victimsOf(node, pods, '1g.5gb+me'), 'media');
  });

  it('leaves room for nominated pods', () => {
    const node = carveNode(gpu('3g.20gb@0* 3g.20gb@4*'));
    const pods = [occupant('left', node, '0:3g.20gb@0'), occupant('right', node, '0:3g.20gb@4')];
    assert.equal(victimsOf(node, pods, '3g.20gb', { alongside: request('3g.20gb') }), 'left right');
  });

  it('in static mode makes no room for what nominated pods ask for besides', () => {
    const node = staticNode([gpu('2g.10gb@0* 1g.5gb@2*')]);
    const small = occupant('small', node, '0:1g.5gb@2');
    assert.equal(victimsOf(node, [small], '1g.5gb', { alongside: request('2g.10gb') }), 'small');
  });

  it('counts a known instance that several pods share as freed whole', () => {
    const shared = new Map([['2g.10gb', { perInstance: 3, taken: 0 }]]);
    const node = { ...staticNode([gpu('2g.10gb@0* 2g.10gb@2*')]), shared };
    const pods = [occupant('one', node, '0:2g.10gb@0'), occupant('other', node, '0:2g.10gb@2', { priority: 1 })];
    assert.equal(victimsOf(node, pods, '2 x 2g.10gb'), 'one');
  });

  it('still finds victims where more budgets are scarce than can be weighed, and counts what they violate', () => {
    const full = [0, 1, 2, 3, 4, 5, 6].map((start) => `1g.5gb@${start}*`).join(' ');
    const node = carveNode(...Array.from({ length: 8 }, () => gpu(full)));
    const evictable = podsOn(node).map((pod, index) => ({ ...pod, priority: index % 3, budgets: [`b${index % 12}`] }));
    const disruptionsAllowed = new Map(Array.from({ length: 12 }, (_, budget) => [`b${budget}`, 1]));
    const asked = request('7 x 1g.5gb');
    const found = findVictims({ node, evictable, request: asked, rater, disruptionsAllowed });
    assert.equal(found.kind, 'found');
    if (found.kind !== 'found') return;
    assert.equal(judge(withoutOccupants(node, found.victims), asked, rater).kind, 'fits');
    assert.equal(found.violations, countViolations(found.victims, disruptionsAllowed));
  });

  it('says unknown where the budget ends before anybody is found', () => {
    const node = carveNode(gpu('3g.20gb@0* 3g.20gb@4*'));
    const pods = [occupant('left', node, '0:3g.20gb@0'), occupant('right', node, '0:3g.20gb@4')];
    assert.equal(victimsOf(node, pods, '3g.20gb', { steps: { left: 0 } }), 'unknown');
  });

  it('says unknown where it finds victims for a request that would be turned away all the same as undecided', () => {
    const node = carveNode(gpu('7g.40gb@0*'), ...Array.from({ length: 15 }, () => gpu('1g.5gb@6*')));
    const asked = '7g.40gb, 9 x 1g.5gb, 8 x 1g.10gb, 8 x 2g.10gb, 2 x 3g.20gb';
    const pods = [occupant('whole', node, '0:7g.40gb@0')];
    const verdict = judge(withoutOccupants(node, pods), request(asked), rater);
    assert.deepEqual(verdict, { kind: 'rejected', obstacle: 'undecided' });
    assert.equal(victimsOf(node, pods, asked), 'unknown');
  });

  it('evicts the unimportant wherever they are, and at once, on a full node of eight GPUs', () => {
    const full = [0, 1, 2, 3, 4, 5, 6].map((start) => `1g.5gb@${start}*`).join(' ');
    for (const build of [staticNode, (gpus: readonly GpuShape[]) => carveNode(...gpus)]) {
      const node = build(Array.from({ length: 8 }, () => gpu(full)));
      const pods = podsOn(node).map((pod, index, all) => ({ ...pod, priority: index < all.length - 8 ? 5 : 0 }));
      const unimportant = pods.slice(-8).map(({ id }) => id);
      assert.equal(victimsOf(node, pods, '8 x 1g.5gb'), unimportant.sort().join(' '));
    }
  });

  it('says none, not unknown, of what would need an instance that nobody has', () => {
    const full = [0, 1, 2, 3, 4, 5, 6].map((start) => `1g.5gb@${start}*`).join(' ');
    const node = staticNode(Array.from({ length: 4 }, () => gpu(full)));
    assert.equal(victimsOf(node, podsOn(node), '3g.20gb, 6 x 1g.5gb'), 'none');
    assert.equal(victimsOf(node, podsOn(node), '1500000000 x 1g.5gb'), 'none');
  });
});

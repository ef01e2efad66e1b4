import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatPlacement } from '../model/placement.ts';
import type { GpuShape } from '../node/gpu-shape.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { type Occupant, withoutOccupants } from '../node/occupant.ts';
import { noDemand } from '../placement/demand.ts';
import { phi } from '../placement/phi.ts';
import { compareKeys, type PlacementKey } from '../placement/policy.ts';
import { createRater } from '../placement/rater.ts';
import { judge } from '../placement/verdict.ts';
import { carveNode, gpu, model, occupant, request, staticNode } from '../testing/shapes.ts';
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

  it('in static mode evicts whoever holds an instance of the profile, hidden or not', () => {
    const node = staticNode([gpu('2g.10gb@0* 2g.10gb@2 3g.20gb@4*')], { '2g.10gb': 1 });
    const pods = [
      occupant('known', node, '0:2g.10gb@0', { priority: 7 }),
      { ...occupant('hidden', node, '0:2g.10gb@0'), instances: [], hidden: request('2g.10gb') },
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

  for (const mode of ['carve', 'static'] as const) {
    it(`finds the best of all sets of pods in ${mode} mode, tried one by one`, () => {
      const layouts = [
        '1g.5gb@0* 1g.5gb@1* 2g.10gb@2* 3g.20gb@4*',
        '4g.20gb@0* 1g.5gb@4* 1g.5gb@6*',
        '2g.10gb@0* 2g.10gb@2 2g.10gb@4* 1g.5gb@6',
        '1g.5gb+me@2* 3g.20gb@4*',
      ];
      const requests = [
        '1g.5gb',
        '2g.10gb',
        '3g.20gb',
        '4g.20gb',
        '7g.40gb',
        '2 x 1g.5gb',
        '3 x 1g.5gb',
        '2 x 3g.20gb',
        '2g.10gb, 1g.5gb',
        '1g.5gb+me',
      ];
      const allowed = new Map([
        ['web', 1],
        ['all', 2],
      ]);
      const traits = fc.record({
        priority: fc.nat(2),
        budgets: fc.subarray(['web', 'all', 'spent']),
        isEvictable: fc.boolean(),
        /** Holds the next instance as well. */
        isPair: fc.boolean(),
      });
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...layouts), { minLength: 1, maxLength: 3 }),
          fc.constantFrom(...requests),
          fc.array(traits, { minLength: 12, maxLength: 12 }),
          fc.boolean(),
          (texts, text, all, arePaired) => {
            const gpus = texts.map((each) => gpu(each));
            const node = mode === 'carve' ? carveNode(...gpus) : staticNode(gpus);
            if (judge(node, request(text), rater).kind === 'fits') return;
            const single = podsOn(node).map((pod, index) => ({ ...pod, ...all[index] }));
            const pods = arePaired ? paired(single) : single;
            const evictable = pods.filter(({ isEvictable }) => isEvictable ?? false);
            const found = findVictims({ node, evictable, request: request(text), rater, disruptionsAllowed: allowed });
            const want = bestSet(node, evictable, text, allowed);
            assert.equal(found.kind, want === undefined ? 'none' : 'found');
            if (found.kind !== 'found' || want === undefined) return;
            const verdict = judge(withoutOccupants(node, found.victims), request(text), rater);
            assert.deepEqual(costOf(found.victims, allowed), want.cost);
            assert.equal(found.violations, want.cost[0]);
            assert.equal(verdict.kind, 'fits');
            if (mode === 'carve' && !arePaired) assert.deepEqual(verdict.kind === 'fits' && verdict.key, want.key);
          },
        ),
        { numRuns: 200 },
      );
    });
  }
});

/** Every used instance is a pod of its own, named after its place. */
function podsOn(node: NodeShape): readonly Occupant[] {
  return node.gpus.flatMap(({ used }, index) =>
    used.map((placement) =>
      occupant(`${index}-${formatPlacement(placement)}`, node, `${index}:${formatPlacement(placement)}`),
    ),
  );
}

/** Lets pods that are pairs have the instance of the next one, on whichever GPU that is. */
function paired<T extends Occupant & { readonly isPair?: boolean }>(pods: readonly T[]): readonly T[] {
  const [first, second, ...rest] = pods;
  if (first === undefined || second === undefined) return pods;
  if (first.isPair !== true) return [first, ...paired(pods.slice(1))];
  return [{ ...first, instances: [...first.instances, ...second.instances] }, ...paired(rest)];
}

function costOf(victims: readonly Occupant[], allowed: ReadonlyMap<string, number>): readonly number[] {
  return [countViolations(victims, allowed), Math.max(...victims.map(({ priority }) => priority)), victims.length];
}

/** The smallest cost, and for it the smallest key, over all subsets whose departure makes the request fit. */
function bestSet(
  node: NodeShape,
  evictable: readonly Occupant[],
  text: string,
  allowed: ReadonlyMap<string, number>,
): { readonly cost: readonly number[]; readonly key: PlacementKey } | undefined {
  let best: { readonly cost: readonly number[]; readonly key: PlacementKey } | undefined;
  for (let bits = 1; bits < 2 ** evictable.length; bits++) {
    const set = evictable.filter((_, index) => (bits & (1 << index)) !== 0);
    const cost = costOf(set, allowed);
    if (best !== undefined && compare(cost, best.cost) > 0) continue;
    const verdict = judge(withoutOccupants(node, set), request(text), rater);
    if (verdict.kind !== 'fits') continue;
    const isBetter = best === undefined || compare(cost, best.cost) < 0 || compareKeys(verdict.key, best.key) < 0;
    if (isBetter) best = { cost, key: verdict.key };
  }
  return best;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, position) => value !== b[position]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

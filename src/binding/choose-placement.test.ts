import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carveMode } from '../testing/binding.ts';
import { clusterOf, nodeIn, nodeObject, plainRater, pod, podObject } from '../testing/objects.ts';
import { choosePlacement } from './choose-placement.ts';
import type { Claim } from './claims.ts';

/** Claims like `3g.20gb@4` on the first GPU of `n`, by pods of which only the UID is known. */
function claimsOf(...texts: readonly string[]): ReadonlyMap<string, Claim> {
  return new Map(
    texts.map((text, index) => {
      const [profile = '', start] = text.split('@');
      const placements = [{ gpu: 'GPU-n-0', profile, start: Number(start) }];
      return [`claimant-${index}`, { pod: 'x/claimant', version: '1', placements, at: '' }];
    }),
  );
}

/** Where a pod goes: `0 3g.20gb@4`. */
function choose(asks: string, { gpus = [''], others = [] as object[], claims = claimsOf() } = {}): string {
  const node = nodeIn(clusterOf(nodeObject('n', { labels: carveMode, gpus }), ...others), 'n');
  const choice = choosePlacement({ node, pod: pod('x/asking', asks), claims, rater: plainRater() });
  if (choice.kind === 'rejected') return choice.code;
  return choice.placements.map(({ gpu, profile, start }) => `${gpu.replace('GPU-n-', '')} ${profile}@${start}`).join();
}

const held = (name: string, asks: string) => podObject(`y/${name}`, asks, { on: 'n' });
const nominated = (asks: string) => podObject('y/nominated', asks, { nominated: 'n' });

describe('the placement that a pod is bound with', () => {
  it('is beside what pods hold and Bindings on their way will take', () => {
    assert.equal(choose('3g.20gb'), '0 3g.20gb@4');
    assert.equal(choose('3g.20gb', { claims: claimsOf('1g.5gb@5') }), '0 3g.20gb@0');
    const gpus = ['1g.5gb@5=y/a'];
    assert.equal(choose('3g.20gb', { gpus, others: [held('a', '1g.5gb')] }), '0 3g.20gb@0');
    assert.equal(choose('3g.20gb', { gpus, others: [held('a', '1g.5gb')], claims: claimsOf('1g.5gb@0') }), 'full');
  });

  it('is on no GPU where a claim has no room beside what pods hold', () => {
    const two = { gpus: ['2g.10gb@0=y/a', ''], others: [held('a', '2g.10gb')] };
    assert.match(choose('1g.5gb', two), /^0 /);
    assert.match(choose('1g.5gb', { ...two, claims: claimsOf('3g.20gb@0') }), /^1 /);
  });

  it('takes over idle instances, whose slices are free', () => {
    assert.equal(choose('7g.40gb', { gpus: ['1g.5gb@0 2g.10gb@4'] }), '0 7g.40gb@0');
  });

  it('may be where a nominated pod would be served best, if that can still be served elsewhere', () => {
    // Best for the 2g alone is a place that leaves no 4g; both fit only if the 2g is on the right.
    assert.equal(choose('4g.20gb', { others: [nominated('2g.10gb')] }), '0 4g.20gb@0');
    assert.equal(choose('4g.20gb', { others: [nominated('3g.20gb')] }), '0 4g.20gb@0');
    assert.equal(choose('4g.20gb', { others: [nominated('4g.20gb')] }), 'full');
  });

  it('does not count a nominated pod twice that has its claim', () => {
    const claims = new Map([...claimsOf('3g.20gb@4')].map(([, claim]) => ['uid-nominated', claim]));
    assert.equal(choose('3g.20gb', { others: [nominated('3g.20gb')], claims }), '0 3g.20gb@0');
  });
});

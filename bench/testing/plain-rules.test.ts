import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fits } from '../../solver/headroom/fit.ts';
import { publishedBoard, type RawLayout } from '../../solver/testing/published.ts';
import { model, placement, profile } from '../../solver/testing/shapes.ts';
import type { PlainRule } from './plain-replay.ts';
import { plainBestFit, plainFirstFit, plainPhi, plainRepack } from './plain-rules.ts';

const a100 = model('A100-40GB');
const board = publishedBoard('A100-40GB');
const plain = a100.profiles.filter((each) => each.plain).map(({ ordinal }) => ordinal);

/** `2g.10gb@0 3g.20gb@4` as the plain replay has it. */
function layout(text: string): RawLayout {
  const words = text.split(' ').filter((word) => word !== '');
  return words.map((word) => placement(a100, word)).map(({ profile: { ordinal }, start }) => [ordinal, start]);
}

function place(rule: PlainRule, gpus: readonly string[], name: string): string {
  if (rule.kind !== 'place') throw new Error('the rule places nothing');
  const spot = rule.place(gpus.map(layout), profile(a100, name).ordinal);
  return spot === undefined ? 'nowhere' : `${spot.gpu}@${spot.start}`;
}

/** Where a rule puts one after the other on an empty GPU. */
function fill(rule: PlainRule, name: string): readonly string[] {
  const starts: string[] = [];
  for (let held = ''; ; ) {
    const spot = place(rule, [held], name);
    if (spot === 'nowhere') return starts;
    const [, start = ''] = spot.split('@');
    starts.push(start);
    held += ` ${name}@${start}`;
  }
}

describe('the plain rules', () => {
  it('fill an empty GPU in the order of their indices', () => {
    const byBestIndex = { '1g.5gb': '6 4 5 0 1 2 3', '1g.10gb': '6 4 0 2', '2g.10gb': '4 0 2', '3g.20gb': '4 0' };
    for (const [name, want] of Object.entries(byBestIndex)) {
      assert.equal(fill(plainBestFit(board), name).join(' '), want);
      assert.equal(fill(plainFirstFit(board), name).join(' '), want.split(' ').toSorted().join(' '));
    }
  });

  it('of PHI complete the right half first', () => {
    assert.equal(fill(plainPhi(board, plain), '1g.5gb').join(' '), '6 4 5 0 1 2 3');
    assert.equal(fill(plainPhi(board, plain), '1g.10gb').join(' '), '6 4 0 2');
    assert.equal(fill(plainPhi(board, plain), '2g.10gb').join(' '), '4 0 2');
  });

  for (const [gpus, name, wantFirst, wantBest, wantPhi] of [
    [['', '2g.10gb@4'], '1g.5gb', '0@0', '1@6', '1@6'],
    [['2g.10gb@0 2g.10gb@2', '3g.20gb@4 1g.5gb@0'], '1g.5gb', '0@4', '1@1', '1@1'],
    // Best fit takes the fuller GPU, and with it the room for a 3g: the free windows there go from 3 x 1 + 2 x 2 + 2 + 4 = 13
    // slices to 1 + 2 = 3. At 2 on the other one they go from 5 x 1 + 3 x 2 + 2 x 2 + 4 = 19 to 13.
    [['4g.20gb@0', '2g.10gb@0'], '2g.10gb', '0@4', '0@4', '1@2'],
    [['7g.40gb@0', '3g.20gb@4 3g.20gb@0'], '1g.5gb', 'nowhere', 'nowhere', 'nowhere'],
  ] as const) {
    it(`put a ${name} beside ${JSON.stringify(gpus)} on ${wantFirst}, ${wantBest}, ${wantPhi}`, () => {
      assert.equal(place(plainFirstFit(board), gpus, name), wantFirst);
      assert.equal(place(plainBestFit(board), gpus, name), wantBest);
      assert.equal(place(plainPhi(board, plain), gpus, name), wantPhi);
    });
  }

  it('of PHI heed only what is in demand', () => {
    // With 1g and 2g alone a 1g at 6 destroys no room for a 2g; with 7g alone nothing is destroyed on a GPU in use.
    const [one, two, seven] = ['1g.5gb', '2g.10gb', '7g.40gb'].map((name) => profile(a100, name).ordinal);
    assert.equal(place(plainPhi(board, [one ?? 0, two ?? 0]), ['', ''], '1g.5gb'), '0@6');
    assert.equal(place(plainPhi(board, [seven ?? 0]), ['', '2g.10gb@0'], '1g.5gb'), '1@6');
  });

  for (const name of ['A100-40GB', 'A30-24GB', 'RTX-PRO-6000-Blackwell-96GB']) {
    it(`of repacking admit on ${name} what the exact fit test lets pass`, () => {
      const { profiles } = model(name);
      const rule = plainRepack(publishedBoard(name));
      const counts = fc.tuple(...profiles.map(({ limit, compute }) => fc.nat(compute > 2 ? 1 : Math.min(3, limit))));
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 3 }), counts, (gpus, wanted) => {
          assert.ok(rule.kind === 'admit' && rule.admits(wanted, gpus) === fits(model(name), wanted, gpus));
        }),
        { numRuns: 200, seed: 20261126 },
      );
    });
  }
});

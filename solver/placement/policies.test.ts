import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY, layoutTable } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import { formatPlacement } from '../model/placement.ts';
import { fill } from '../testing/fill.ts';
import { gpu, model, profile, request } from '../testing/shapes.ts';
import { bestFit } from './best-fit.ts';
import { noDemand, sharesOf } from './demand.ts';
import { firstFit } from './first-fit.ts';
import { placeJointly } from './joint.ts';
import { phi } from './phi.ts';
import { policies } from './policies.ts';
import { roundKey } from './policy.ts';
import { createRater } from './rater.ts';

const a100 = model('A100-40GB');
const table = layoutTable(a100);
const plain = a100.profiles.filter((each) => each.plain);
const shares = sharesOf(a100, noDemand);

describe('every policy', () => {
  for (const policy of policies) {
    const rater = createRater({ policy, demand: noDemand });
    const arbitraryGpus = fc.array(
      fc.array(fc.constantFrom(...a100.placements), { maxLength: 5 }).map((wanted) => {
        const kept: Placement[] = [];
        for (const each of wanted) if (kept.every((other) => (other.window & each.window) === 0)) kept.push(each);
        const once = kept.filter(
          (each, index) => each.profile.plain || kept.findIndex((p) => !p.profile.plain) === index,
        );
        return once.map((each) => `${formatPlacement(each)}*`).join(' ');
      }),
      { minLength: 1, maxLength: 4 },
    );

    it(`${policy.name} places whenever a window is free somewhere, and only then`, () => {
      fc.assert(
        fc.property(arbitraryGpus, fc.constantFrom(...a100.profiles), (texts, wanted) => {
          const shapes = texts.map((text) => gpu(text));
          const hasRoom = shapes.some(({ occupancy }) => table.spare(occupancy, wanted.ordinal) > 0);
          assert.equal(placeJointly(shapes, request(wanted.name), rater).kind, hasRoom ? 'placed' : 'impossible');
        }),
        { numRuns: 200 },
      );
    });

    it(`${policy.name} gives the same key whatever the order of the GPUs`, () => {
      fc.assert(
        fc.property(arbitraryGpus, fc.constantFrom(...plain), (texts, wanted) => {
          const shapes = texts.map((text) => gpu(text));
          const [a, b] = [shapes, shapes.toReversed()].map((each) => placeJointly(each, request(wanted.name), rater));
          assert.deepEqual(a?.kind === 'placed' && a.key, b?.kind === 'placed' && b.key);
        }),
        { numRuns: 100 },
      );
    });

    it(`${policy.name} answers the same twice`, () => {
      const shapes = ['3g.20gb@4*', '2g.10gb@0*', ''].map((text) => gpu(text));
      const again = createRater({ policy, demand: noDemand });
      for (const { name } of plain) {
        assert.deepEqual(placeJointly(shapes, request(name), rater), placeJointly(shapes, request(name), again));
      }
    });
  }
});

describe('phi', () => {
  // Filling one GPU without knowing the future: the last request must still find its place.
  const orders = ['1g 4g', '2g 4g', '3g 4g', '1g 1g 1g 4g', '2g 1g 4g'];
  const nameOf: Readonly<Record<string, string>> = {
    '1g': '1g.5gb',
    '2g': '2g.10gb',
    '3g': '3g.20gb',
    '4g': '4g.20gb',
  };
  for (const order of orders) {
    it(`fills ${order} on one GPU`, () => {
      const placed = fill(
        phi,
        order.split(' ').map((each) => nameOf[each] ?? each),
      );
      assert.ok(!placed.includes('-'), placed.join(' '));
    });
  }

  it('completes the right half before it touches the left', () => {
    assert.deepEqual(fill(phi, Array(7).fill('1g.5gb')).slice(0, 3), ['1g.5gb@6', '1g.5gb@4', '1g.5gb@5']);
    assert.deepEqual(fill(phi, ['1g.10gb']), ['1g.10gb@6']);
    assert.deepEqual(fill(phi, ['2g.10gb']), ['2g.10gb@4']);
    assert.deepEqual(fill(phi, ['3g.20gb']), ['3g.20gb@4']);
  });

  it('has as loss the memory of the windows destroyed, over the potential of an empty GPU', () => {
    // Empty: 7x1 + 4x2 + 3x2 + 2x4 + 1x4 + 1x8 = 41. A 1g at 6 ends 1g (1), 1g.10gb@6 (2), 3g@4 (4) and 7g (8): 15.
    // At 0 it ends 1g (1), 1g.10gb@0 (2), 2g@0 (2), 3g@0 (4), 4g (4), 7g (8): 21. Neither GPU was touched: 8/8 free.
    const rate = phi.prepare({ table, demanded: plain, shares, cost: 1 });
    const at = (start: number): Placement => placementAt('1g.5gb', start);
    assert.deepEqual(roundKey(rate(EMPTY, at(6))), roundKey([15 / 41, 1, 4]));
    assert.deepEqual(roundKey(rate(EMPTY, at(0))), roundKey([21 / 41, 1, 6]));
  });

  it('sees no loss in windows that nobody asks for', () => {
    const ones = [profile(a100, '1g.5gb'), profile(a100, '2g.10gb')];
    const rate = phi.prepare({ table, demanded: ones, shares, cost: 1 });
    // Potential: 7x1 + 3x2 = 13. At 6 only the slice itself is lost.
    assert.deepEqual(roundKey(rate(EMPTY, placementAt('1g.5gb', 6))), roundKey([1 / 13, 1, 4]));
  });

  it('weighs GPU models by their cost', () => {
    const rate = phi.prepare({ table, demanded: plain, shares, cost: 3 });
    assert.deepEqual(roundKey(rate(EMPTY, placementAt('1g.5gb', 6))), roundKey([45 / 41, 1, 4]));
  });

  it('prefers the tighter of two GPUs on which as much is lost', () => {
    const rater = createRater({ policy: phi, demand: noDemand });
    const placed = placeJointly(
      [gpu('4g.20gb@0* 1g.5gb@6*'), gpu('4g.20gb@0* 1g.5gb@6* 1g.5gb@4*')],
      request('1g.5gb'),
      rater,
    );
    assert.equal(placed.kind === 'placed' && placed.choices[0]?.gpu, 1);
  });
});

describe('best-fit', () => {
  it('takes the fullest GPU', () => {
    const rater = createRater({ policy: bestFit, demand: noDemand });
    const placed = placeJointly([gpu(''), gpu('3g.20gb@4*'), gpu('1g.5gb@0*')], request('2g.10gb'), rater);
    assert.equal(placed.kind === 'placed' && placed.choices[0]?.gpu, 1);
  });

  const bestIndex: readonly [profile: string, starts: readonly number[]][] = [
    ['1g.5gb', [6, 4, 5, 0, 1, 2, 3]],
    ['1g.10gb', [6, 4, 0, 2]],
    ['2g.10gb', [4, 0, 2]],
    ['3g.20gb', [4, 0]],
  ];
  for (const [name, starts] of bestIndex) {
    it(`fills a GPU with ${name} at ${starts.join(', ')}`, () => {
      assert.deepEqual(
        fill(
          bestFit,
          starts.map(() => name),
        ),
        starts.map((start) => `${name}@${start}`),
      );
    });
  }
});

describe('first-fit', () => {
  it('takes the first GPU and the lowest start', () => {
    const rater = createRater({ policy: firstFit, demand: noDemand });
    const placed = placeJointly([gpu('7g.40gb@0*'), gpu('1g.5gb@0*'), gpu('')], request('1g.5gb'), rater);
    assert.deepEqual(
      placed.kind === 'placed' && placed.choices.map(({ gpu: index, placement }) => [index, placement.start]),
      [[1, 1]],
    );
  });
});

function placementAt(name: string, start: number): Placement {
  const found = a100.placements.find((each) => each.profile.name === name && each.start === start);
  if (found === undefined) throw new Error(`no ${name}@${start}`);
  return found;
}

describe('across GPU models', () => {
  const shapes = [gpu('', model('H100-80GB')), gpu('', model('A100-80GB'))];
  it('equal losses leave the choice to the order of GPUs', () => {
    const placed = placeJointly(shapes, request('3g.40gb'), createRater({ policy: phi, demand: noDemand }));
    assert.equal(placed.kind === 'placed' && placed.choices[0]?.gpu, 0);
  });
  it('a dearer model is spared', () => {
    const costs = new Map([['H100-80GB', 2]]);
    const placed = placeJointly(shapes, request('3g.40gb'), createRater({ policy: phi, demand: noDemand, costs }));
    assert.equal(placed.kind === 'placed' && placed.choices[0]?.gpu, 1);
  });
  it('the loss is a share, so a small board is not taken for a cheap one', () => {
    // 2g takes half of an A30 and of an RTX PRO 6000; slices would say 2 against 6.
    const rater = createRater({ policy: phi, demand: noDemand });
    const loss = (name: string, text: string): number => {
      const of = model(name);
      const found = of.placements.find((each) => formatPlacement(each) === text);
      return found === undefined ? Number.NaN : rater.of(of).key(EMPTY, found)[0];
    };
    const [a30, rtx] = [loss('A30-24GB', '2g.12gb@2'), loss('RTX-PRO-6000-Blackwell-96GB', '2g.48gb@6')];
    assert.ok(Math.abs(a30 - rtx) < 1e-9, `${a30} and ${rtx}`);
  });
});

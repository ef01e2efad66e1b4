import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY, everyOccupancy, layoutTable } from '../layout/layout-table.ts';
import { geometriesOf, layoutsOf } from '../layout/layouts.ts';
import { formatPlacement } from '../model/placement.ts';
import { type Request, requestOn } from '../node/node-shape.ts';
import { bestByBruteForce, rankOf } from '../testing/joint-oracle.ts';
import { carveNode, gpu, model, request } from '../testing/shapes.ts';
import { noDemand } from './demand.ts';
import { placeJointly } from './joint.ts';
import { phi } from './phi.ts';
import { policies } from './policies.ts';
import { createRater, type Rater } from './rater.ts';

const a100 = model('A100-40GB');

describe('placeJointly', () => {
  const rater = createRater({ policy: phi, demand: noDemand });

  it('places a request that greedy placement would miss', () => {
    // 3g first would take the only left half; 4g must have it.
    const placed = placeJointly([gpu('1g.5gb@6*'), gpu('4g.20gb@0*')], requestFor('4g.20gb, 3g.20gb'), rater);
    assert.deepEqual(
      placed.kind === 'placed' && placed.choices.map((choice) => [choice.gpu, formatPlacement(choice.placement)]),
      [
        [0, '4g.20gb@0'],
        [1, '3g.20gb@4'],
      ],
    );
  });

  it('says impossible where the parts fit one by one and not together', () => {
    assert.equal(placeJointly([gpu('')], requestFor('2 x 4g.20gb'), rater).kind, 'impossible');
    assert.equal(placeJointly([gpu('')], requestFor('4 x 1g.5gb, 2 x 2g.10gb'), rater).kind, 'impossible');
    assert.equal(placeJointly([], requestFor('1g.5gb'), rater).kind, 'impossible');
  });

  for (const policy of policies) {
    it(`finds the smallest sum of keys for ${policy.name}, there the one that comes first, as trying every way does`, () => {
      const rated = createRater({ policy, demand: noDemand });
      const layouts = ['', '3g.20gb@4*', '1g.5gb@0*', '2g.10gb@2* 1g.5gb@6*', '4g.20gb@0*', '1g.5gb+me@5*'];
      const requests = [
        '1g.5gb',
        '2 x 1g.5gb',
        '2g.10gb, 1g.5gb',
        '3g.20gb, 2g.10gb',
        '2 x 3g.20gb',
        '4g.20gb, 1g.10gb',
        '2 x 1g.5gb, 3 x 1g.10gb',
        '2 x 1g.5gb+me',
      ];
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...layouts), { minLength: 1, maxLength: 3 }),
          fc.constantFrom(...requests),
          (texts, text) => {
            const gpus = texts.map((each) => gpu(each));
            const asked = requestFor(text);
            const want = bestByBruteForce(gpus, asked, rated);
            const found = placeJointly(gpus, asked, rated);
            assert.equal(found.kind, want === undefined ? 'impossible' : 'placed');
            if (found.kind !== 'placed' || want === undefined) return;
            assert.deepEqual(found.key, want.key);
            const at = found.choices.map((choice): [number, number] => [choice.gpu, choice.placement.ordinal]);
            assert.equal(rankOf(gpus, asked, at, rated), rankOf(gpus, asked, want.at, rated));
          },
        ),
        { numRuns: 150 },
      );
    });
  }

  for (const policy of policies) {
    it(`finds the same key by ${policy.name} whatever the order of the GPUs, of several models too`, () => {
      const rated = createRater({ policy, demand: noDemand, costs: new Map([['A100-80GB', 1.7]]) });
      const [a80, rtx] = [model('A100-80GB'), model('RTX-PRO-6000-Blackwell-96GB')];
      const shapes = fc.oneof(
        fc.constantFrom(...everyOccupancy(layoutTable(a100))).map((occupancy) => ({ ...gpu(''), occupancy })),
        fc.constantFrom(...everyOccupancy(layoutTable(a80))).map((occupancy) => ({ ...gpu('', a80), occupancy })),
        fc.constantFrom(...everyOccupancy(layoutTable(rtx))).map((occupancy) => ({ ...gpu('', rtx), occupancy })),
      );
      fc.assert(
        fc.property(
          fc.array(shapes, { minLength: 2, maxLength: 5 }),
          fc.constantFrom(
            '2 x 1g.5gb, 3 x 1g.10gb',
            '3 x 1g.24gb',
            '2 x 1g.10gb, 2 x 1g.24gb',
            '4 x 1g.10gb',
            '2g.48gb, 2 x 1g.24gb',
          ),
          (some, text) => {
            const gpus = some.map((each) => ({ ...each, id: `${each.table.model.name} ${each.occupancy}` }));
            const asked = requestOn(carveNode(...gpus), request(text));
            if (asked === undefined) return;
            const [there, back] = [gpus, gpus.toReversed()].map((each) => placeJointly(each, asked, rated));
            assert.equal(there?.kind, back?.kind);
            if (there?.kind === 'placed' && back?.kind === 'placed') assert.deepEqual(there.key, back.key);
          },
        ),
        { numRuns: 300 },
      );
    });
  }

  it('gives choices that can exist together and are what was asked for', () => {
    const table = layoutTable(a100);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...everyOccupancy(table)), { minLength: 1, maxLength: 8 }),
        fc.array(fc.constantFrom(...a100.profiles.map(({ name }) => String(name))), { minLength: 1, maxLength: 8 }),
        (occupancies, names) => {
          const gpus = occupancies.map((occupancy) => ({ ...gpu(''), occupancy, id: `x ${occupancy}` }));
          const asked = requestFor(names.join(', '));
          const found = placeJointly(gpus, asked, rater);
          assert.notEqual(found.kind, 'unknown', 'eight instances on eight GPUs are always decided');
          if (found.kind !== 'placed') return;
          assert.deepEqual(
            found.choices.map(({ placement }) => String(placement.profile.name)).sort(),
            names.toSorted(),
          );
          const after = [...gpus.map(({ occupancy }) => occupancy)];
          for (const { gpu: index, placement } of found.choices) {
            const next = table.after(after[index] ?? EMPTY, placement);
            assert.ok(next !== undefined);
            after[index] = next;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('decides eight instances on eight GPUs in the worst case within the budget, remembered or not', () => {
    // Eight different profiles make the most parts, eight different occupancies the most listings.
    const rtx = model('RTX-PRO-6000-Blackwell-96GB');
    const eight = rtx.profiles.slice(0, 8).map(({ name }) => String(name));
    const fresh = createRater({ policy: phi, demand: noDemand });
    const empty = Array.from({ length: 8 }, (_, index) => ({ ...gpu('', rtx), id: `different ${index}` }));
    assert.equal(
      placeJointly(empty, requestFor(eight.join(', '), 'RTX-PRO-6000-Blackwell-96GB'), fresh).kind,
      'placed',
    );
    const largest = geometriesOf(layoutTable(a100), layoutsOf(layoutTable(a100)));
    for (const geometry of largest) {
      const names = geometry.flatMap((count, index) =>
        Array.from({ length: count }, () => a100.profiles[index]?.name ?? ''),
      );
      if (names.length === 0) continue;
      const gpus = Array.from({ length: 8 }, (_, index) => ({ ...gpu(''), id: `different ${index}` }));
      assert.equal(placeJointly(gpus, requestFor(names.join(', ')), fresh).kind, 'placed');
    }
  });

  it('says unknown, never impossible, once its budget is spent', () => {
    const gpus = [gpu(''), gpu('1g.5gb@0*')];
    assert.equal(placeJointly(gpus, requestFor('3 x 1g.5gb, 2g.10gb'), rater, 10).kind, 'unknown');
    const huge = requestFor(a100.profiles.map(({ name }) => `40 x ${name}`).join(', '));
    assert.equal(placeJointly(gpus, huge, rater).kind, 'unknown');
  });

  it('spends the same budget whether or not it remembers the GPUs', () => {
    const gpus = [gpu(''), gpu('1g.5gb@0*')];
    const asked = requestFor('3 x 1g.5gb, 2g.10gb');
    const smallest = (from: Rater): number => {
      for (let budget = 1; ; budget++) if (placeJointly(gpus, asked, from, budget).kind !== 'unknown') return budget;
    };
    const fresh = createRater({ policy: phi, demand: noDemand });
    assert.equal(smallest(fresh), smallest(fresh));
    assert.equal(smallest(fresh), smallest(rater));
  });
});

function requestFor(text: string, name = 'A100-40GB'): Request {
  const merged = new Map<string, number>();
  for (const { profile, count } of request(text)) merged.set(profile, (merged.get(profile) ?? 0) + count);
  const asked = [...merged].map(([profile, count]) => ({ profile, count }));
  return requestOn(carveNode(gpu('', model(name))), asked) ?? assert.fail(`${text} is not known to ${name}`);
}

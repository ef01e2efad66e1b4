import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fits } from '../headroom/fit.ts';
import { EMPTY, type Occupancy } from '../layout/layout-table.ts';
import { gpu, model } from '../testing/shapes.ts';
import { fitsAround, type PinnedGpu } from './fit-around.ts';

const limit = { now: () => performance.now(), milliseconds: 2000 };
const a100 = model('A100-40GB');

/** Tries every placement of every instance on every GPU. */
function byBruteForce(gpus: readonly PinnedGpu[], demand: Readonly<Record<string, number>>): boolean {
  const names = Object.entries(demand).flatMap(([name, count]) => Array.from({ length: count }, () => name));
  const failed = new Set<string>();
  const place = (index: number, occupancies: readonly Occupancy[]): boolean => {
    const name = names[index];
    if (name === undefined) return true;
    const key = `${index} ${occupancies.toSorted()}`;
    if (failed.has(key)) return false;
    const found = gpus.some(({ table }, at) =>
      table.model.placements.some((placement) => {
        if (placement.profile.name !== name) return false;
        const after = table.after(occupancies[at] ?? EMPTY, placement);
        return after !== undefined && place(index + 1, occupancies.with(at, after));
      }),
    );
    if (!found) failed.add(key);
    return found;
  };
  return place(
    0,
    gpus.map(({ occupancy }) => occupancy),
  );
}

describe('fitsAround', () => {
  const cases: readonly [
    name: string,
    pinned: readonly string[],
    demand: Readonly<Record<string, number>>,
    want: string,
  ][] = [
    ['nothing pinned, it fits', [''], { '4g.20gb': 1, '3g.20gb': 1 }, 'yes'],
    ['nothing pinned, it does not', [''], { '4g.20gb': 2 }, 'no'],
    ['a pinned 1g in the left half', ['1g.5gb@0*'], { '4g.20gb': 1 }, 'no'],
    ['a pinned 1g in the right half', ['1g.5gb@6*'], { '4g.20gb': 1, '1g.5gb': 2 }, 'yes'],
    ['pinned ones on both GPUs', ['1g.5gb@0*', '1g.5gb@4*'], { '3g.20gb': 2, '2g.10gb': 1 }, 'yes'],
    ['one too many', ['1g.5gb@0*', '1g.5gb@4*'], { '3g.20gb': 2, '2g.10gb': 2 }, 'no'],
    ['a profile that no GPU has', ['1g.5gb@0*'], { '1g.24gb': 1 }, 'no'],
    ['nothing asked for', ['1g.5gb@0*'], {}, 'yes'],
  ];
  for (const [name, pinned, demand, want] of cases) {
    it(`${name}: ${want}`, () => {
      assert.equal(
        fitsAround(
          pinned.map((text) => gpu(text)),
          new Map(Object.entries(demand)),
          limit,
        ),
        want,
      );
    });
  }

  it('takes boards of different models together, by the profiles they share', () => {
    const h100 = gpu('', model('H100-80GB'));
    const demand = new Map([['1g.10gb', 8]]);
    assert.equal(fitsAround([gpu(''), h100], demand, limit), 'yes', 'four of two slices and seven of one');
    assert.equal(fitsAround([gpu('7g.40gb@0*'), h100], demand, limit), 'no');
  });

  it('agrees with trying everything, whatever is pinned', () => {
    const layouts = ['', '1g.5gb@0*', '1g.5gb@6*', '2g.10gb@2*', '3g.20gb@4*', '4g.20gb@0* 1g.5gb@5*', '1g.5gb+me@3*'];
    const demands = fc.record({
      '1g.5gb': fc.nat(5),
      '1g.5gb+me': fc.nat(2),
      '1g.10gb': fc.nat(3),
      '2g.10gb': fc.nat(3),
      '3g.20gb': fc.nat(2),
      '4g.20gb': fc.nat(1),
    });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...layouts), { minLength: 1, maxLength: 3 }), demands, (texts, demand) => {
        const gpus = texts.map((text) => gpu(text));
        const want = byBruteForce(gpus, demand) ? 'yes' : 'no';
        assert.equal(fitsAround(gpus, new Map(Object.entries(demand)), limit), want);
      }),
      { numRuns: 250 },
    );
  });

  it('agrees with the closed form where nothing is pinned, on clusters of any size', () => {
    // A full GPU of another model keeps the closed form from being used.
    const other = gpu('7g.80gb@0*', model('H100-80GB'));
    const counts = fc.tuple(...a100.profiles.map(({ limit: most }) => fc.nat(most)));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), counts, (gpus, perSome) => {
        const geometry = perSome.map((count) => Math.floor((count * gpus) / 4));
        const empty = Array.from({ length: gpus }, () => gpu(''));
        const demand = new Map(a100.profiles.map(({ name, ordinal }) => [String(name), geometry[ordinal] ?? 0]));
        assert.equal(fitsAround([...empty, other], demand, limit), fits(a100, geometry, gpus) ? 'yes' : 'no');
      }),
      { numRuns: 60 },
    );
  });
});

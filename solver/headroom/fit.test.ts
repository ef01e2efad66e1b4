import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Geometry, GpuModel } from '../model/gpu-model.ts';
import { everyGeometry, publishedBoard } from '../testing/published.ts';
import { model, profile } from '../testing/shapes.ts';
import { fits, repackedHeadroom } from './fit.ts';

/** One model of each family: the others of a family differ in names only. */
const FAMILIES = ['A100-40GB', 'A30-24GB', 'RTX-PRO-6000-Blackwell-96GB'];

/** Every geometry that can be had on `gpus` GPUs, by adding up what single GPUs can hold. */
function exhaustive(name: string, gpus: number): ReadonlySet<string> {
  const single = everyGeometry(publishedBoard(name));
  let reached = new Map<string, Geometry>([[single[0]?.map(() => 0).join() ?? '', single[0]?.map(() => 0) ?? []]]);
  for (let gpu = 0; gpu < gpus; gpu++) {
    const next = new Map<string, Geometry>();
    for (const before of reached.values()) {
      for (const more of single) {
        const sum = before.map((count, index) => count + (more[index] ?? 0));
        next.set(sum.join(), sum);
      }
    }
    reached = next;
  }
  return new Set(reached.keys());
}

/** Every geometry whose memory is at most a little more than the GPUs have, feasible or not. */
function* candidates(of: GpuModel, gpus: number): Generator<number[]> {
  const slices = of.memorySlices * gpus + 3;
  function* extend(counts: number[], left: number): Generator<number[]> {
    const next = of.profiles[counts.length];
    if (next === undefined) {
      yield counts;
      return;
    }
    for (let count = 0; count <= next.limit * gpus + 1 && count * next.memory <= left; count++) {
      yield* extend([...counts, count], left - count * next.memory);
    }
  }
  yield* extend([], slices);
}

describe('the closed-form fit test', () => {
  for (const name of FAMILIES) {
    for (const gpus of [1, 2]) {
      it(`agrees with exhaustive search on ${name}, every geometry on ${gpus} GPUs`, () => {
        const feasible = exhaustive(name, gpus);
        let tested = 0;
        for (const geometry of candidates(model(name), gpus)) {
          tested++;
          if (fits(model(name), geometry, gpus) !== feasible.has(geometry.join())) {
            assert.fail(`${geometry} on ${gpus} GPUs: the test says ${fits(model(name), geometry, gpus)}`);
          }
        }
        assert.ok(tested > feasible.size, 'geometries that do not fit were tested too');
      });
    }

    it(`agrees with exhaustive search on ${name}, random geometries on three and four GPUs`, () => {
      const single = everyGeometry(publishedBoard(name));
      const isFeasible = searchAcross(single);
      const cases = fc.integer({ min: 3, max: 4 }).chain((gpus) =>
        fc.tuple(
          fc.constant(gpus),
          // Close to full: sums of what single GPUs hold, disturbed by one or two instances more.
          fc.array(fc.constantFrom(...single.filter((each) => each.some((count) => count > 0))), {
            minLength: gpus - 1,
            maxLength: gpus,
          }),
          fc.array(fc.nat(single[0]?.length ?? 1), { maxLength: 2 }),
        ),
      );
      fc.assert(
        fc.property(cases, ([gpus, parts, more]) => {
          const geometry = (single[0] ?? []).map((_, index) => {
            const sum = parts.reduce((total, part) => total + (part[index] ?? 0), 0);
            return sum + more.filter((each) => each === index).length;
          });
          assert.equal(fits(model(name), geometry, gpus), isFeasible(geometry, gpus), `${geometry} on ${gpus} GPUs`);
        }),
        { numRuns: 400, seed: 20261120 },
      );
    });
  }

  it('never says that less does not fit where more does', () => {
    const of = model('A100-40GB');
    const counts = fc.tuple(...of.profiles.map(({ limit }) => fc.nat(limit * 4)));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), counts, fc.nat(6), (gpus, geometry, index) => {
        const less = geometry.with(index, Math.max(0, (geometry[index] ?? 0) - 1));
        if (fits(of, geometry, gpus)) assert.ok(fits(of, less, gpus) && fits(of, geometry, gpus + 1));
      }),
    );
  });
});

/** Tries, GPU by GPU, everything that a GPU could hold of what is left; remembers what failed. */
function searchAcross(single: readonly Geometry[]): (geometry: Geometry, gpus: number) => boolean {
  const known = new Map<string, boolean>();
  const search = (left: Geometry, gpus: number): boolean => {
    if (left.every((count) => count === 0)) return true;
    if (gpus === 0) return false;
    const key = `${gpus} ${left}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = single.some(
      (part) =>
        part.some((count) => count > 0) &&
        part.every((count, index) => count <= (left[index] ?? 0)) &&
        search(
          left.map((count, index) => count - (part[index] ?? 0)),
          gpus - 1,
        ),
    );
    known.set(key, found);
    return found;
  };
  return search;
}

describe('repackedHeadroom', () => {
  const a100 = model('A100-40GB');
  const cases: readonly [used: Readonly<Record<string, number>>, gpus: number, profile: string, want: number][] = [
    [{}, 1, '1g.5gb', 7],
    [{}, 3, '1g.5gb+me', 3],
    [{ '2g.10gb': 2 }, 1, '2g.10gb', 1],
    [{ '2g.10gb': 2 }, 1, '3g.20gb', 1],
    [{ '4g.20gb': 1 }, 1, '1g.5gb', 3],
    [{ '4g.20gb': 1, '3g.20gb': 1 }, 2, '7g.40gb', 1],
    [{ '1g.5gb': 1 }, 1, '7g.40gb', 0],
    [{ '1g.5gb': 9 }, 1, '1g.5gb', 0],
  ];
  for (const [used, gpus, name, want] of cases) {
    it(`beside ${JSON.stringify(used)} on ${gpus} GPUs there is room for ${want} x ${name}`, () => {
      const geometry = a100.profiles.map((each) => used[each.name] ?? 0);
      assert.equal(repackedHeadroom(a100, geometry, gpus, profile(a100, name)), want);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layoutTable } from '../layout/layout-table.ts';
import { layoutsOf } from '../layout/layouts.ts';
import { model, placement } from '../testing/shapes.ts';
import { migBenchMeasures } from './migbench.ts';

const h100 = model('H100-80GB');

describe('migBenchMeasures', () => {
  const cases: readonly [used: string, physical: number, stranded: number][] = [
    ['', 0, 0],
    ['7g.80gb@0', 0, 0],
    // Free 0-5, one run; 4g@0 and 2g@4 would cover it.
    ['1g.10gb@6', 0, 0],
    // Free 0-2 and 4-6: the longest run leaves 3 of 6; seven slices of memory are enough for six slots.
    ['1g.10gb@3', 3 / 6, 0],
    // Slots 0-2 and 4-6 are taken and all of the memory: slot 3 is free and of no use.
    ['3g.40gb@0 3g.40gb@4', 0, 1],
    // Free 1, 3, 5, 6: the longest run leaves 2 of 4; five slices of memory.
    ['1g.10gb@0 1g.10gb@2 1g.10gb@4', 2 / 4, 0],
    // Free 1 and 3, no memory.
    ['1g.20gb@0 1g.20gb@2 3g.40gb@4', 1 / 2, 1],
    // Free 3, 5, 6 with memory for two of them.
    ['3g.40gb@0 1g.20gb@4', 1 / 3, 1 / 3],
  ];
  for (const [text, physical, stranded] of cases) {
    it(`of a GPU with "${text}" are ${physical.toFixed(2)} and ${stranded.toFixed(2)}`, () => {
      const used = text.split(' ').filter((word) => word !== '');
      const found = migBenchMeasures(
        h100,
        used.map((word) => placement(h100, word)),
      );
      assert.deepEqual(found, { physical, stranded });
    });
  }

  // As MIGBench's configuration lists them: slots, memory in units of 10 GB, starts.
  const theirs = [
    [1, 1, [0, 1, 2, 3, 4, 5, 6]],
    [1, 2, [0, 1, 2, 3, 4, 5, 6]],
    [2, 2, [0, 2, 4]],
    [3, 4, [0, 4]],
    [4, 4, [0]],
    [7, 8, [0]],
  ] as const;
  const mostCovered = (free: readonly boolean[], memory: number): number =>
    Math.max(
      0,
      ...theirs.flatMap(([size, needs, starts]) =>
        starts
          .filter((start) => needs <= memory && free.slice(start, start + size).every(Boolean))
          .map(
            (start) =>
              size +
              mostCovered(
                free.map((is, slot) => is && (slot < start || slot >= start + size)),
                memory - needs,
              ),
          ),
      ),
    );

  it('strand what a search like its own cannot cover, on every layout', () => {
    const plain = h100.profiles.filter((each) => each.plain);
    const tried = new Map<string, number>();
    for (const { instances } of layoutsOf(layoutTable(h100), plain)) {
      const free = Array.from({ length: 7 }, (_, slot) =>
        instances.every(({ start, profile }) => slot < start || slot >= start + profile.compute),
      );
      const memory = instances.reduce((left, { profile }) => left - profile.memory, 8);
      const slots = free.filter(Boolean).length;
      // The search is slow where much is free.
      if (slots === 0 || slots > 5) continue;
      const covered = tried.get(`${free} ${memory}`) ?? mostCovered(free, memory);
      tried.set(`${free} ${memory}`, covered);
      assert.equal(migBenchMeasures(h100, instances).stranded, (slots - covered) / slots, String(free));
    }
    assert.ok(tried.size > 50);
  });
});

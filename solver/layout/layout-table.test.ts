import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gpuModels } from '../model/catalogue.ts';
import { everyLayout, isLegal, publishedBoard } from '../testing/published.ts';
import { model, placement } from '../testing/shapes.ts';
import { EMPTY, layoutTable, occupancyOf } from './layout-table.ts';

describe('layoutTable', () => {
  it('is built once per model', () => {
    assert.equal(layoutTable(model('A30-24GB')), layoutTable(model('A30-24GB')));
  });

  it('says of every layout which slices it takes and how many are free', () => {
    for (const { name } of gpuModels) {
      const board = publishedBoard(name);
      const of = model(name);
      const table = layoutTable(of);
      for (const layout of everyLayout(board)) {
        const instances = layout.map(([index, start]) => placement(of, `${board.profiles[index]?.name}@${start}`));
        const occupancy = occupancyOf(table, instances);
        assert.notEqual(occupancy, undefined);
        const slices = instances.flatMap(({ start, profile }) =>
          Array.from({ length: profile.memory }, (_, i) => start + i),
        );
        const mask = slices.reduce((sum, slice) => sum | (1 << slice), 0);
        assert.equal(table.occupied(occupancy ?? EMPTY), mask);
        assert.equal(table.freeSlices(occupancy ?? EMPTY), board.memorySlices - slices.length);
      }
    }
  });

  it('knows how many more instances of each profile fit, by trying them one after the other', () => {
    for (const name of ['A100-40GB', 'A30-24GB', 'RTX-PRO-6000-Blackwell-96GB']) {
      const board = publishedBoard(name);
      const of = model(name);
      const table = layoutTable(of);
      for (const layout of everyLayout(board)) {
        const instances = layout.map(([index, start]) => placement(of, `${board.profiles[index]?.name}@${start}`));
        const occupancy = occupancyOf(table, instances) ?? EMPTY;
        board.profiles.forEach(({ starts }, index) => {
          let more: readonly (readonly [number, number])[] = layout;
          for (const start of starts) {
            if (isLegal(board, [...more, [index, start]])) more = [...more, [index, start]];
          }
          assert.equal(table.spare(occupancy, index), more.length - layout.length);
        });
      }
    }
  });

  it('does not care in which order instances came', () => {
    const of = model('A100-40GB');
    const table = layoutTable(of);
    fc.assert(
      fc.property(fc.shuffledSubarray([...of.placements]), (placements) => {
        const legal: typeof placements = [];
        for (const each of placements) {
          if (occupancyOf(table, [...legal, each]) !== undefined) legal.push(each);
        }
        const sorted = legal.toSorted((a, b) => a.ordinal - b.ordinal);
        assert.equal(occupancyOf(table, legal), occupancyOf(table, sorted));
      }),
    );
  });

  it('goes back the way it came, whichever of the instances goes first', () => {
    for (const { name } of gpuModels) {
      const board = publishedBoard(name);
      const of = model(name);
      const table = layoutTable(of);
      for (const layout of everyLayout(board)) {
        const instances = layout.map(([index, start]) => placement(of, `${board.profiles[index]?.name}@${start}`));
        const occupancy = occupancyOf(table, instances) ?? EMPTY;
        for (const gone of instances) {
          const others = instances.filter((each) => each !== gone);
          assert.equal(table.before(occupancy, gone), occupancyOf(table, others));
        }
      }
    }
  });

  it('leaves no place for another 2g once 3g is at 0 and 2g at 4', () => {
    const of = model('A100-40GB');
    const table = layoutTable(of);
    const occupancy = occupancyOf(table, [placement(of, '3g.20gb@0'), placement(of, '2g.10gb@4')]) ?? EMPTY;
    assert.equal(table.spare(occupancy, placement(of, '2g.10gb@0').profile.ordinal), 0);
  });
});

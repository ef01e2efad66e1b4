import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GpuModel } from '../model/gpu-model.ts';
import { excludes, formatPlacement } from '../model/placement.ts';
import { everyGeometry, everyLayout, publishedBoard, publishedBoards } from '../testing/published.ts';
import { model, placement } from '../testing/shapes.ts';
import { layoutTable, occupancyOf } from './layout-table.ts';
import { geometriesOf, geometryOf, layoutsOf, maximalGeometries } from './layouts.ts';

const a100 = model('A100-40GB');

function counts(of: GpuModel, names: readonly string[]) {
  const table = layoutTable(of);
  const layouts = layoutsOf(
    table,
    of.profiles.filter(({ name }) => names.some((each) => each === name)),
  );
  const geometries = geometriesOf(table, layouts);
  return {
    layouts: layouts.length,
    masks: new Set(layouts.map(({ occupancy }) => table.occupied(occupancy))).size,
    geometries: geometries.length,
    maximalLayouts: layouts.filter(({ maximal }) => maximal).length,
    maximalGeometries: maximalGeometries(geometries).length,
  };
}

describe('layouts of the A100-40GB', () => {
  it('with six profiles: 723 layouts, 192 masks, 78 geometries, 78 maximal layouts', () => {
    const names = ['1g.5gb', '1g.10gb', '2g.10gb', '3g.20gb', '4g.20gb', '7g.40gb'];
    const { layouts, masks, geometries, maximalLayouts } = counts(a100, names);
    assert.deepEqual([layouts, masks, geometries, maximalLayouts], [723, 192, 78, 78]);
  });

  it('with five profiles: 298 layouts, 144 masks, 38 geometries, 19 maximal layouts, 12 maximal geometries', () => {
    const names = ['1g.5gb', '2g.10gb', '3g.20gb', '4g.20gb', '7g.40gb'];
    assert.deepEqual(counts(a100, names), {
      layouts: 298,
      masks: 144,
      geometries: 38,
      maximalLayouts: 19,
      maximalGeometries: 12,
    });
  });

  it('with all seven: 128 geometries, 44 of them maximal', () => {
    const { geometries, maximalGeometries: maximal } = counts(
      a100,
      a100.profiles.map(({ name }) => name),
    );
    assert.deepEqual([geometries, maximal], [128, 44]);
  });

  const truths: readonly [layout: string, legal: boolean][] = [
    ['4g.20gb@0 1g.5gb@4 1g.5gb@5 1g.5gb@6', true],
    ['4g.20gb@0 3g.20gb@4', true],
    ['3g.20gb@0 2g.10gb@4', true],
    ['2g.10gb@0 2g.10gb@2 2g.10gb@4 1g.5gb@6', true],
    ['1g.5gb+me@0 1g.5gb+me@1', false],
    ['3g.20gb@0 4g.20gb@0', false],
  ];
  for (const [text, legal] of truths) {
    it(`${text} is ${legal ? 'legal' : 'not'}`, () => {
      const placements = text.split(' ').map((each) => placement(a100, each));
      assert.equal(occupancyOf(layoutTable(a100), placements) !== undefined, legal);
    });
  }

  const geometryTruths: readonly [geometry: Readonly<Record<string, number>>, legal: boolean][] = [
    [{ '4g.20gb': 1, '1g.5gb': 3 }, true],
    [{ '4g.20gb': 2 }, false],
    [{ '1g.5gb': 4, '2g.10gb': 2 }, false],
    [{ '1g.5gb': 3, '2g.10gb': 2 }, true],
    [{ '3g.20gb': 2 }, true],
    [{ '3g.20gb': 1, '1g.5gb': 4 }, true],
  ];
  for (const [geometry, legal] of geometryTruths) {
    it(`${JSON.stringify(geometry)} can ${legal ? '' : 'not '}exist on one GPU`, () => {
      const wanted = a100.profiles.map(({ name }) => geometry[name] ?? 0);
      const table = layoutTable(a100);
      const exists = geometriesOf(table, layoutsOf(table)).some((each) => each.join() === wanted.join());
      assert.equal(exists, legal);
    });
  }
});

describe('layouts of every model', () => {
  for (const board of publishedBoards) {
    it(`of ${board.model} are those that trying every placement finds`, () => {
      const table = layoutTable(model(board.model));
      const found = layoutsOf(table).map(({ instances }) => instances.map(formatPlacement).sort().join(' '));
      const wanted = everyLayout(board).map((layout) =>
        layout
          .map(([profile, start]) => `${board.profiles[profile]?.name}@${start}`)
          .sort()
          .join(' '),
      );
      assert.deepEqual(found.sort(), wanted.sort());
    });
  }

  it('are exactly the sets in which no two placements exclude each other', () => {
    for (const { model: name } of publishedBoards) {
      const of = model(name);
      const table = layoutTable(of);
      for (const { instances, occupancy } of layoutsOf(table)) {
        for (const candidate of of.placements) {
          const isFree = table.after(occupancy, candidate) !== undefined;
          const isExcluded = instances.some((each) => excludes(of, each, candidate));
          assert.equal(isFree, !isExcluded, `${candidate.profile.name} beside ${instances.map(formatPlacement)}`);
        }
      }
    }
  });

  it('are maximal where nothing can be added', () => {
    const board = publishedBoard('A30-24GB');
    const all = everyLayout(board);
    const wanted = all.filter(
      (some) => !all.some((other) => other.length > some.length && some.every((each) => other.includes(each))),
    );
    const table = layoutTable(model('A30-24GB'));
    assert.equal(layoutsOf(table).filter(({ maximal }) => maximal).length, wanted.length);
  });

  it('count their instances by profile', () => {
    const table = layoutTable(a100);
    const instances = ['4g.20gb@0', '1g.5gb@4', '1g.5gb@6'].map((text) => placement(a100, text));
    assert.deepEqual(geometryOf(table, instances), [2, 0, 0, 0, 0, 1, 0]);
    assert.equal(geometriesOf(table, layoutsOf(table)).length, everyGeometry(publishedBoard('A100-40GB')).length);
  });
});

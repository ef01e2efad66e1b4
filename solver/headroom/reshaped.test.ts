import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMPTY, occupancyOf } from '../layout/layout-table.ts';
import type { Placement } from '../model/gpu-model.ts';
import type { NodeShape } from '../node/node-shape.ts';
import { gpu, model, profile, staticNode } from '../testing/shapes.ts';
import { reshapedHeadroom } from './reshaped.ts';

const a100 = model('A100-40GB');

/** Headroom in every assignment of the hidden use to open instances, one by one. */
function everyAssignment(node: NodeShape, name: string): readonly number[] {
  const wanted = [...node.hidden];
  const open = node.gpus.flatMap((shape, index) => shape.open.map((placement) => ({ index, placement })));
  const found: number[] = [];
  const assign = (position: number, left: readonly number[], used: readonly (typeof open)[number][]): void => {
    if (position === open.length) {
      if (left.some((count) => count > 0)) return;
      const spare = node.gpus.map((shape, index) => {
        const taken: Placement[] = used.filter((each) => each.index === index).map(({ placement }) => placement);
        const occupancy = occupancyOf(shape.table, taken, shape.occupancy) ?? EMPTY;
        return shape.table.spare(occupancy, profile(shape.table.model, name).ordinal);
      });
      found.push(spare.reduce((sum, count) => sum + count, 0));
      return;
    }
    const next = open[position];
    if (next === undefined) return;
    assign(position + 1, left, used);
    const kind = wanted.findIndex(([each]) => each === next.placement.profile.name);
    if (kind >= 0 && (left[kind] ?? 0) > 0)
      assign(position + 1, left.with(kind, (left[kind] ?? 0) - 1), [...used, next]);
  };
  assign(
    0,
    wanted.map(([, count]) => count),
    [],
  );
  return found;
}

describe('reshapedHeadroom', () => {
  it('is exact where everything is known', () => {
    const node = staticNode([gpu('2g.10gb@0* 2g.10gb@2* 3g.20gb@4')]);
    assert.deepEqual(reshapedHeadroom(node, profile(a100, '2g.10gb')), { least: 1, most: 1 });
    assert.deepEqual(reshapedHeadroom(node, profile(a100, '4g.20gb')), { least: 0, most: 0 });
  });

  it('is a range where the pods hold nobody knows which instances', () => {
    // Two of seven 1g are used. Worst: one in each half, no 3g left; best: both in one half.
    const ones = gpu('1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3 1g.5gb@4 1g.5gb@5 1g.5gb@6');
    const node = staticNode([ones], { '1g.5gb': 2 });
    assert.deepEqual(reshapedHeadroom(node, profile(a100, '3g.20gb')), { least: 0, most: 1 });
    assert.deepEqual(reshapedHeadroom(node, profile(a100, '4g.20gb')), { least: 0, most: 1 });
    assert.deepEqual(reshapedHeadroom(node, profile(a100, '1g.5gb')), { least: 5, most: 5 });
  });

  it('is exact again where all instances of a profile are used', () => {
    const node = staticNode([gpu('3g.20gb@4 2g.10gb@0')], { '3g.20gb': 1 });
    assert.deepEqual(reshapedHeadroom(node, profile(a100, '4g.20gb')), { least: 1, most: 1 });
  });

  it('equals least and most over every assignment, tried one by one', () => {
    const layouts = [
      '1g.5gb@0 1g.5gb@1 2g.10gb@2 3g.20gb@4',
      '1g.5gb@6 2g.10gb@0 2g.10gb@4 1g.5gb@2*',
      '3g.20gb@0 1g.5gb@4 1g.10gb@6',
      '1g.5gb+me@3 1g.5gb@5 2g.10gb@0',
    ];
    const hidden = fc.record({ '1g.5gb': fc.nat(3), '2g.10gb': fc.nat(2), '3g.20gb': fc.nat(2) });
    const nodes = fc.tuple(fc.subarray(layouts, { minLength: 1, maxLength: 3 }), hidden);
    fc.assert(
      fc.property(nodes, fc.constantFrom(...a100.profiles.map(({ name }) => String(name))), ([texts, counts], name) => {
        const node = withHidden(texts, counts);
        const all = everyAssignment(node, name);
        const want = { least: Math.min(...all), most: Math.max(...all) };
        assert.deepEqual(reshapedHeadroom(node, profile(a100, name)), want);
      }),
      { numRuns: 200 },
    );
  });
});

/** As much hidden use as there are open instances, at most. */
function withHidden(texts: readonly string[], counts: Readonly<Record<string, number>>): NodeShape {
  const gpus = texts.map((text) => gpu(text));
  const openOf = (name: string): number =>
    gpus.flatMap(({ open }) => open).filter((each) => each.profile.name === name).length;
  const possible = Object.entries(counts).map(([name, count]) => [name, Math.min(count, openOf(name))] as const);
  return staticNode(gpus, Object.fromEntries(possible.filter(([, count]) => count > 0)));
}

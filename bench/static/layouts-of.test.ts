import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layoutTable } from '../../solver/layout/layout-table.ts';
import { layoutsOf as everyLayoutOf, geometriesOf, maximalGeometries } from '../../solver/layout/layouts.ts';
import type { Geometry } from '../../solver/model/gpu-model.ts';
import { formatPlacement } from '../../solver/model/placement.ts';
import { poissonTail } from '../../solver/repartition/poisson-tail.ts';
import { model } from '../../solver/testing/shapes.ts';
import { BadInput } from '../../src/bad-input.ts';
import { stream } from '../testing/stream.ts';
import { layoutsOf } from './layouts-of.ts';
import { tunedGeometries } from './tuned-geometries.ts';

const nothing = stream(model('A100-40GB'), []);

describe('layoutsOf', () => {
  it('cuts all GPUs as mig-parted does by default', () => {
    const cases: readonly [name: string, want: string][] = [
      ['A100-40GB', '1g.5gb@2 1g.5gb@3 2g.10gb@0 3g.20gb@4'],
      ['A30-24GB', '1g.6gb@2 1g.6gb@3 2g.12gb@0'],
    ];
    for (const [name, want] of cases) {
      const [first, second] = layoutsOf({ kind: 'all-balanced' }, stream(model(name), []), 2);
      assert.equal(first?.map(formatPlacement).join(' '), want);
      assert.deepEqual(second, first);
    }
  });

  it('takes layouts that are given, and leaves GPUs without one uncut', () => {
    const spec = { kind: 'given' as const, name: 'captured', gpus: [['3g.20gb@4', '1g.5gb@0']] };
    const texts = layoutsOf(spec, nothing, 2).map((layout) => layout.map(formatPlacement));
    assert.deepEqual(texts, [['3g.20gb@4', '1g.5gb@0'], []]);
  });

  it('says which GPU cannot be as it is given', () => {
    const give = (...gpu: string[]): (() => unknown) => {
      return () => layoutsOf({ kind: 'given', name: 'captured', gpus: [[], gpu] }, nothing, 2);
    };
    assert.throws(give('9g.1gb@0'), new BadInput('captured: GPU 1: A100-40GB has no 9g.1gb@0'));
    assert.throws(
      give('4g.20gb@0', '1g.5gb@3'),
      new BadInput('captured: GPU 1: 4g.20gb@0, 1g.5gb@3 cannot exist together'),
    );
  });
});

describe('tunedGeometries', () => {
  const a30 = model('A30-24GB');
  const table = layoutTable(a30);
  const plain = a30.profiles.filter((profile) => profile.plain);

  it('comes within a twentieth of the most worth that any choice has, for two GPUs', () => {
    const options = maximalGeometries(geometriesOf(table, everyLayoutOf(table, plain)));
    fc.assert(
      fc.property(fc.tuple(...plain.map(() => fc.double({ min: 0.1, max: 6, noNaN: true }))), (means) => {
        const inUse = a30.profiles.map((profile) => means[plain.indexOf(profile)] ?? 0);
        const worth = (cut: readonly Geometry[]): number =>
          a30.profiles.reduce((sum, { ordinal, memory }) => {
            const count = cut.reduce((all, geometry) => all + (geometry[ordinal] ?? 0), 0);
            const tail = poissonTail(inUse[ordinal] ?? 0, count);
            return sum + memory * tail.slice(1).reduce((all, chance) => all + chance, 0);
          }, 0);
        const best = Math.max(...options.flatMap((a) => options.map((b) => worth([a, b]))));
        assert.ok(worth(tunedGeometries(table, 2, inUse)) >= 0.95 * best);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpuModels } from '../model/catalogue.ts';
import { formatPlacement } from '../model/placement.ts';
import { model } from '../testing/shapes.ts';
import { driverLayout } from './driver-layout.ts';
import { layoutTable } from './layout-table.ts';
import { geometriesOf, geometryOf, layoutsOf } from './layouts.ts';

describe('driverLayout', () => {
  // What nvidia-smi reported after "-cgi" with these profiles, largest first, on boards with 7 compute slices.
  const reports: readonly [instances: Readonly<Record<string, number>>, want: string][] = [
    [{ '3g.20gb': 1, '2g.10gb': 1 }, '2g.10gb@0 3g.20gb@4'],
    [{ '3g.20gb': 1, '2g.10gb': 2 }, '2g.10gb@0 2g.10gb@2 3g.20gb@4'],
    [{ '3g.20gb': 1, '2g.10gb': 1, '1g.5gb': 1 }, '1g.5gb@2 2g.10gb@0 3g.20gb@4'],
    [{ '2g.10gb': 3, '1g.5gb+me': 1 }, '1g.5gb+me@6 2g.10gb@0 2g.10gb@2 2g.10gb@4'],
  ];
  for (const [instances, want] of reports) {
    it(`puts ${JSON.stringify(instances)} where a real driver put it`, () => {
      const of = model('A100-40GB');
      const geometry = of.profiles.map(({ name }) => instances[name] ?? 0);
      const layout = driverLayout(layoutTable(of), geometry) ?? [];
      assert.equal(layout.map(formatPlacement).join(' '), want);
    });
  }

  it('finds a place for every geometry that can exist, on every model', () => {
    for (const of of gpuModels) {
      const table = layoutTable(of);
      for (const geometry of geometriesOf(table, layoutsOf(table))) {
        const layout = driverLayout(table, geometry);
        assert.deepEqual(layout === undefined ? 'stuck' : geometryOf(table, layout), geometry, of.name);
      }
    }
  });

  it('says so where instances cannot all exist', () => {
    const of = model('A100-40GB');
    assert.equal(driverLayout(layoutTable(of), [0, 0, 0, 0, 0, 2, 0]), undefined);
  });
});

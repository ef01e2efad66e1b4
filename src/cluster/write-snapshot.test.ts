import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { reportFragmentation } from '../advisor/fragmentation.ts';
import { sliceMap } from '../advisor/slice-map.ts';
import { buildCluster } from './build-cluster.ts';
import { type Inventory, parseSnapshot } from './snapshot.ts';
import { writeSnapshot } from './write-snapshot.ts';

function state(inventory: Inventory): object {
  const { pods, quotas, demand, disruptionBudgets, ...cluster } = buildCluster(inventory);
  const budgets = disruptionBudgets.map(({ covers, ...budget }) => ({
    ...budget,
    covered: [...pods.values()].filter(covers).map(({ key }) => key),
  }));
  const map = sliceMap({ ...cluster, pods, quotas, demand, disruptionBudgets }, { foldAbove: 0 });
  return {
    pods: [...pods.values()],
    quotas,
    demand,
    budgets,
    map,
    report: reportFragmentation(buildCluster(inventory)),
  };
}

describe('writeSnapshot', () => {
  for (const file of ['mixed-cluster.yaml', 'broken/objects.yaml']) {
    const inventory = parseSnapshot(readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8'), file);
    for (const format of ['json', 'yaml'] as const) {
      it(`writes ${file} as ${format} that makes the same state when it is read again`, () => {
        const again = parseSnapshot(writeSnapshot(inventory, format), file);
        assert.deepEqual(again.problems, []);
        assert.deepEqual(state(again), state(inventory));
      });
    }
  }

  it('writes of ConfigMaps only what is meant for mig-parted', () => {
    const items = [
      { kind: 'Node', metadata: { name: 'n' } },
      { kind: 'ConfigMap', metadata: { name: 'other' }, data: { password: 'hunter2' } },
      { kind: 'ConfigMap', metadata: { name: 'mig' }, data: { 'config.yaml': 'mig-configs: {}', note: 'hunter2' } },
    ];
    const text = writeSnapshot(parseSnapshot(JSON.stringify({ kind: 'List', items }), 'test'), 'json');
    assert.doesNotMatch(text, /hunter2|other/);
    assert.equal(parseSnapshot(text, 'test').configMaps.length, 1);
  });
});

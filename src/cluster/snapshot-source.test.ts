import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BadInput } from '../bad-input.ts';
import type { Cluster } from './cluster.ts';
import { snapshotSource } from './snapshot-source.ts';

const FILE = fileURLToPath(new URL('../../fixtures/mixed-cluster.yaml', import.meta.url));

describe('snapshotSource', () => {
  it('has no state until the snapshot has been read and prepared, and then never another one', async () => {
    const prepared: Cluster[] = [];
    const source = snapshotSource(FILE, {}, (cluster) => {
      assert.equal(source.cluster(), undefined);
      prepared.push(cluster);
    });
    assert.deepEqual(source.origin, { kind: 'snapshot', file: FILE });
    assert.deepEqual([source.cluster(), source.ageSeconds()], [undefined, undefined]);
    assert.match(source.obstacle() ?? '', /not synced/);
    const cluster = await source.read();
    assert.deepEqual([prepared.length, prepared[0] === cluster, source.cluster() === cluster], [1, true, true]);
    assert.equal(source.obstacle(), undefined);
    const age = source.ageSeconds() ?? Number.NaN;
    assert.ok(age >= 0 && age < 60);
  });

  it('stays without a state where the snapshot cannot be read', async () => {
    const source = snapshotSource('/nowhere.json', {}, () => assert.fail());
    await assert.rejects(source.read(), BadInput);
    assert.equal(source.cluster(), undefined);
  });
});

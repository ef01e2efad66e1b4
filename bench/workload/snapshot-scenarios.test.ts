import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpuModels } from '../../solver/model/catalogue.ts';
import { placementAt } from '../../solver/model/placement.ts';
import { profileOf } from '../../solver/model/profile-name.ts';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../../src/testing/objects.ts';
import { createWorkload } from './create-workload.ts';
import { type SnapshotBase, scenariosFromCluster } from './snapshot-scenarios.ts';

const CARVE = { 'slicewise.dev/mode': 'carve' };
const H100 = 'NVIDIA-H100-80GB-HBM3';

/** The bases of a cluster by name. */
function basesOf(...objects: readonly object[]): ReadonlyMap<string, SnapshotBase> {
  return new Map(scenariosFromCluster(clusterOf(...objects)).bases.map((base) => [base.name, base]));
}

function only(...objects: readonly object[]): SnapshotBase {
  const [base, ...others] = basesOf(...objects).values();
  assert.ok(base !== undefined && others.length === 0);
  return base;
}

describe('the scenarios of a captured cluster', () => {
  it('have its GPUs, cut as they were, in nodes of the commonest size', () => {
    const base = only(
      nodeObject('n1', { gpus: ['2g.10gb@0=a/p 3g.20gb@4', ''] }),
      nodeObject('n2', { gpus: ['7g.40gb@0', '3g.20gb@0 3g.20gb@4'] }),
      nodeObject('n3', { gpus: ['4g.20gb@0'] }),
      podObject('a/p', '2g.10gb', { on: 'n1' }),
    );
    assert.equal(base.name, 'A100-40GB/static');
    assert.deepEqual(base.fleet, { model: 'A100-40GB', gpus: 5, gpusPerNode: 2 });
    assert.deepEqual(base.mode, {
      kind: 'static',
      kubelet: 'any',
      layouts: {
        kind: 'given',
        name: 'as captured',
        gpus: [['2g.10gb@0', '3g.20gb@4'], [], ['7g.40gb@0'], ['3g.20gb@0', '3g.20gb@4'], ['4g.20gb@0']],
      },
    });
    assert.deepEqual(base.notes, [
      'Load 0.05: of 40 memory slices 2 are in use, and pending pods ask for 0.',
      'Nodes differ in how many GPUs they have; in the bench all have the commonest number.',
    ]);
  });

  it('come for each model and mode, with the mix and the load of its own pods', () => {
    const bases = basesOf(
      nodeObject('carved', { labels: CARVE, gpus: ['3g.20gb@4=a/p1 1g.10gb@0=a/p2'] }),
      nodeObject('static', { gpus: ['1g.5gb@0=a/p3 1g.5gb@1=a/p4 1g.10gb@2=a/p5'] }),
      nodeObject('h100', { product: H100, gpus: ['1g.10gb@6=a/p6', ''] }),
      podObject('a/p1', '3g.20gb', { on: 'carved' }),
      podObject('a/p2', '1g.10gb', { on: 'carved' }),
      podObject('a/p3', '1g.5gb', { on: 'static' }),
      podObject('a/p4', '1g.5gb', { on: 'static' }),
      podObject('a/p5', '1g.10gb', { on: 'static' }),
      podObject('a/p6', '1g.10gb', { on: 'h100' }),
    );
    assert.deepEqual([...bases.keys()], ['A100-40GB/carve', 'A100-40GB/static', 'H100-80GB/static']);
    const [carved, fixed, h100] = [...bases.values()];
    assert.deepEqual(carved?.mode, { kind: 'carve' });
    assert.deepEqual(carved?.mix, { name: 'observed', shares: { '1g.10gb': 1 / 2, '3g.20gb': 1 / 2 } });
    assert.equal(carved?.load, 6 / 8);
    // What a 1g.10gb is on an A100-40GB, a 1g.20gb is on an H100: the demand on one says nothing about the other.
    assert.deepEqual(fixed?.mix.shares, { '1g.10gb': 1 / 3, '1g.5gb': 2 / 3 });
    assert.equal(fixed?.load, 4 / 8);
    assert.deepEqual(h100?.mix.shares, { '1g.10gb': 1 });
    assert.equal(h100?.load, 1 / 16);
  });

  it('count pods of which nobody knows which instance they hold, and finished ones in the mix only', () => {
    const base = only(
      nodeObject('n1', { gpus: ['1g.5gb@0 1g.5gb@1 2g.10gb@2'] }),
      podObject('a/p1', '1g.5gb', { on: 'n1' }),
      podObject('a/p2', '2g.10gb', { on: 'n1', phase: 'Succeeded' }),
    );
    assert.equal(base.load, 1 / 8);
    assert.deepEqual(base.mix.shares, { '1g.5gb': 1 / 2, '2g.10gb': 1 / 2 });
  });

  it('count pending pods where they may go: by GPUs in the load, in full in each mix', () => {
    const bases = basesOf(
      nodeObject('carved', { labels: CARVE, gpus: [''] }),
      nodeObject('static', { gpus: ['', '', ''], labels: { zone: 'x' } }),
      nodeObject('h100', { product: H100, gpus: ['1g.10gb@6'] }),
      podObject('a/anywhere', '3g.20gb'),
      podObject('a/static', '2 x 7g.40gb', { spec: { nodeSelector: { zone: 'x' } } }),
      podObject('a/h100', '7g.80gb'),
    );
    // The 3g's four slices are one for the one carve GPU and three for the three static ones.
    assert.deepEqual(
      [...bases.values()].map(({ load }) => load),
      [1 / 8, (3 + 16) / 24, 8 / 8],
    );
    assert.deepEqual(
      [...bases.values()].map(({ mix }) => mix.shares),
      [{ '3g.20gb': 1 }, { '3g.20gb': 1 / 3, '7g.40gb': 2 / 3 }, { '7g.80gb': 1 }],
    );
    assert.deepEqual(bases.get('A100-40GB/carve')?.notes, [
      'Load 0.13: of 8 memory slices 0 are in use, and pending pods ask for 1.',
      'Pending pods that may go to other GPUs, too, are in the mix of each, and in the load by their number of GPUs.',
    ]);
    assert.equal(bases.get('H100-80GB/static')?.notes.length, 1);
  });

  it('assume a load and a mix where nothing is in use or asked for, and say so', () => {
    const base = only(nodeObject('n1', { labels: CARVE, gpus: ['3g.20gb@0'] }));
    assert.equal(base.load, 0.85);
    assert.equal(base.mix.name, 'uniform');
    assert.deepEqual(base.notes, [
      'Load 0.85, which is assumed: nothing is in use or asked for.',
      'The mix is "uniform", which is assumed: no pod asks for a profile.',
    ]);
  });

  it('say what was inferred and what was left out', () => {
    const { bases, notes } = scenariosFromCluster(clusterFrom('mixed-cluster.yaml'));
    assert.deepEqual(notes, ['Left out: 16 GPUs not in MIG mode.']);
    const a30 = bases.find(({ name }) => name === 'A30-24GB/static');
    assert.deepEqual(a30?.notes.slice(1), ['Layouts are inferred: those of 4 GPUs.']);
    assert.deepEqual(scenariosFromCluster(clusterOf()), { bases: [], notes: [] });
  });

  it('can be replayed: mixes that sum to 1, profiles and placements that the model has', () => {
    for (const file of ['mixed-cluster.yaml', 'stranded-node.yaml', 'cluster-200.json']) {
      for (const { name, fleet, mode, mix, load } of scenariosFromCluster(clusterFrom(file)).bases) {
        const model = gpuModels.find((each) => each.name === fleet.model);
        assert.ok(model, name);
        assert.ok(Math.abs(Object.values(mix.shares).reduce((sum, share) => sum + share, 0) - 1) < 1e-12, name);
        const layouts = mode.kind === 'static' && mode.layouts.kind === 'given' ? mode.layouts.gpus : [];
        assert.equal(layouts.length, mode.kind === 'static' ? fleet.gpus : 0);
        for (const text of new Set(layouts.flat())) {
          const [profile = '', start] = text.split('@');
          const known = profileOf(model, profile);
          assert.ok(known.ok && placementAt(model, known.value, Number(start)).ok, text);
        }
        const lifetimes = { kind: 'exponential' } as const;
        const workload = { kind: 'generated', order: 'poisson', mix, load, lifetimes, warmUp: 1, counted: 2 } as const;
        const { at } = createWorkload({ fleet, mode, queue: false, workload: { ...workload, bandwidthHigh: 0 } }, 1);
        assert.ok(at.length > 0, name);
      }
    }
  });
});

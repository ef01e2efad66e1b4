import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gpuModels } from '../../solver/model/catalogue.ts';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { type ProfileReport, reportFragmentation } from './fragmentation.ts';

describe('reportFragmentation', () => {
  it('says of the stranded node that its free slices are stranded by shape', () => {
    const { pools } = reportFragmentation(clusterFrom('stranded-node.yaml'));
    const [pool, ...others] = pools;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [pool?.name, pool?.model, pool?.gpus, pool?.freeSlices, pool?.memorySlices, pool?.inferredGpus],
      ['A100-40GB/static', 'A100-40GB', 1, 4, 8, 0],
    );
    assert.deepEqual(
      pool?.profiles.find(({ profile }) => profile === '2g.10gb'),
      {
        profile: '2g.10gb',
        inDemand: true,
        share: 1,
        asShaped: 0,
        reshaped: 1,
        reshapedMost: 1,
        repacked: 1,
        stranded: { shape: 2, placement: 0, shapeMost: 2, placementLeast: 0 },
      },
    );
  });

  it('counts as stranded in carve mode only what recutting would not give', () => {
    const shaped = (mode: string) =>
      reportFragmentation(
        clusterOf(
          nodeObject('a', { gpus: ['1g.5gb@0=x/a 3g.20gb@4', '1g.5gb@4=x/b'], labels: { 'slicewise.dev/mode': mode } }),
          podObject('x/a', '1g.5gb', { on: 'a' }),
          podObject('x/b', '1g.5gb', { on: 'a' }),
          podObject('x/c', '4g.20gb'),
        ),
      ).pools[0]?.fragmentation;
    // In demand: two parts 1g.5gb, one 4g.20gb. Of 12 + 4 slices times those parts ...
    assert.deepEqual(shaped('static')?.index, 1);
    const carve = shaped('carve');
    assert.deepEqual([carve?.shape, carve?.index === carve?.placement], [0, true]);
  });

  it('has an index that is its stranded slices over those that repacking would make usable, weighed by demand', () => {
    for (const file of ['stranded-node.yaml', 'mixed-cluster.yaml', 'cluster-200.json']) {
      // Without a label to group by, and with one that puts both modes together.
      for (const poolLabel of [undefined, 'team']) {
        for (const { model, fragmentation, profiles } of reportFragmentation(clusterFrom(file), { poolLabel }).pools) {
          const memory = new Map(
            gpuModels.find(({ name }) => name === model)?.profiles.map(({ name, memory }) => [String(name), memory]),
          );
          const sum = (of: (profile: ProfileReport) => number): number =>
            profiles.reduce((total, profile) => total + profile.share * of(profile), 0);
          const usable = sum(({ profile, repacked }) => repacked * (memory.get(profile) ?? 0));
          const index = (of: (profile: ProfileReport) => number): number => (usable === 0 ? 0 : sum(of) / usable);
          assert.ok(Math.abs(index(({ stranded }) => stranded.shape) - fragmentation.shape) < 1e-9, `${file} ${model}`);
          assert.ok(Math.abs(index(({ stranded }) => stranded.placement) - fragmentation.placement) < 1e-9, model);
        }
      }
    }
  });

  it('groups by GPU model and mode, or by a label', () => {
    const cluster = clusterOf(
      nodeObject('a', { gpus: [''], labels: { team: 'red' } }),
      nodeObject('b', { gpus: ['', ''], labels: { team: 'red', 'slicewise.dev/mode': 'carve' } }),
      nodeObject('c', { product: 'NVIDIA-A30', gpus: [''], labels: { team: 'blue' } }),
      nodeObject('d', { gpus: [''] }),
      nodeObject('e', { allocatable: { 'nvidia.com/gpu': '1' } }),
    );
    const pools = (poolLabel?: string) =>
      reportFragmentation(cluster, { poolLabel }).pools.map(({ name, gpus }) => `${name} ${gpus}`);
    assert.deepEqual(pools(), ['A100-40GB/carve 2', 'A100-40GB/static 2', 'A30-24GB/static 1']);
    assert.deepEqual(pools('team'), ['blue/A30-24GB 1', 'red/A100-40GB 3', 'unlabelled/A100-40GB 1']);
  });

  it('tells the boards of one node apart', () => {
    const gpus = JSON.stringify({
      v: 1,
      gpus: [
        { index: 0, product: 'NVIDIA-A100-SXM4-40GB', instances: [{ profile: '3g.20gb', start: 4 }] },
        { index: 1, product: 'NVIDIA-A30', instances: [{ profile: '1g.6gb', start: 0 }] },
      ],
    });
    const { pools } = reportFragmentation(clusterOf(nodeObject('n', { gpus })));
    assert.deepEqual(
      pools.map(({ name, gpus: count, freeSlices }) => [name, count, freeSlices]),
      [
        ['A100-40GB/static', 1, 8],
        ['A30-24GB/static', 1, 4],
      ],
    );
  });

  it('shows which facts were never observed or only inferred', () => {
    const { pools } = reportFragmentation(clusterFrom('mixed-cluster.yaml'));
    assert.deepEqual(
      pools.map(({ name, inferredGpus, placementsObserved }) => [name, inferredGpus, placementsObserved]),
      [
        ['A100-40GB/carve', 0, true],
        ['A100-40GB/static', 0, true],
        ['A30-24GB/static', 4, true],
        ['H100-80GB/static', 4, true],
        ['H200-141GB/static', 0, false],
      ],
    );
  });

  it('gives a range where nobody knows which instances are used', () => {
    const cluster = clusterOf(
      nodeObject('n', { allocatable: { 'nvidia.com/mig-1g.5gb': '7' } }),
      podObject('a/b', '2 x 1g.5gb', { on: 'n' }),
    );
    const found = reportFragmentation(cluster).pools[0]?.profiles.find(({ profile }) => profile === '3g.20gb');
    assert.deepEqual([found?.reshaped, found?.reshapedMost, found?.repacked], [0, 1, 1]);
    assert.deepEqual(found?.stranded, { shape: 0, placement: 4, shapeMost: 4, placementLeast: 0 });
  });

  it('says for each end of a range what is stranded if it is the truth', () => {
    const cluster = clusterOf(
      nodeObject('n', { count: 2, allocatable: { 'nvidia.com/mig-3g.20gb': '4' } }),
      podObject('a/b', '2 x 3g.20gb', { on: 'n' }),
    );
    const found = reportFragmentation(cluster).pools[0]?.profiles.find(({ profile }) => profile === '7g.40gb');
    assert.deepEqual([found?.asShaped, found?.reshaped, found?.reshapedMost, found?.repacked], [0, 0, 1, 1]);
    // Both pods on one board: the other is free, and stranded by shape. One on each: it is stranded by placement.
    const onOne = reportFragmentation(
      clusterOf(
        nodeObject('n', { gpus: ['3g.20gb@0=a/b 3g.20gb@4=a/b', '3g.20gb@0 3g.20gb@4'] }),
        podObject('a/b', '2 x 3g.20gb', { on: 'n' }),
      ),
    );
    const onBoth = reportFragmentation(
      clusterOf(
        nodeObject('n', { gpus: ['3g.20gb@0=a/b 3g.20gb@4', '3g.20gb@0 3g.20gb@4=a/b'] }),
        podObject('a/b', '2 x 3g.20gb', { on: 'n' }),
      ),
    );
    const [one, both] = [onOne, onBoth].map(
      ({ pools }) => pools[0]?.profiles.find(({ profile }) => profile === '7g.40gb')?.stranded,
    );
    assert.deepEqual([found?.stranded.shapeMost, found?.stranded.placementLeast], [one?.shape, one?.placement]);
    assert.deepEqual([found?.stranded.shape, found?.stranded.placement], [both?.shape, both?.placement]);
    assert.deepEqual(found?.stranded, { shape: 0, placement: 8, shapeMost: 8, placementLeast: 0 });
  });

  it('has no pools without MIG', () => assert.deepEqual(reportFragmentation(clusterOf()), { pools: [] }));

  it('adds up, on the stored cluster: no rung is below the one before, and slices are as many as there are', () => {
    const { pools } = reportFragmentation(clusterFrom('cluster-200.json'));
    assert.equal(
      pools.reduce((sum, { gpus }) => sum + gpus, 0),
      1600,
    );
    for (const { profiles, freeSlices, memorySlices } of pools) {
      assert.ok(freeSlices >= 0 && freeSlices <= memorySlices);
      for (const { asShaped, reshaped, reshapedMost, repacked, stranded } of profiles) {
        assert.ok(asShaped <= reshaped && reshaped <= reshapedMost && reshapedMost <= repacked);
        assert.ok(stranded.shape + stranded.placement <= freeSlices);
        assert.equal(stranded.shapeMost + stranded.placementLeast, stranded.shape + stranded.placement);
        assert.ok(stranded.shape <= stranded.shapeMost && stranded.placementLeast <= stranded.placement);
      }
    }
  });
});

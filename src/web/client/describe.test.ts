import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fleetFrom, markingFrom } from '../../testing/fleets.ts';
import { clusterFrom } from '../../testing/objects.ts';
import { describeGpu, slices } from './describe.ts';
import { findGpu } from './fleet.ts';
import { marksFor } from './marking.ts';
import { tallyPools } from './tally.ts';

describe('what is said of a GPU', () => {
  const cluster = clusterFrom('mixed-cluster.yaml');
  const fleet = fleetFrom(cluster);
  const said = (node: string, index: number, profile?: string): string => {
    const gpu = findGpu(fleet, node, index) ?? assert.fail();
    const focus = new Map(profile === undefined || gpu.kind !== 'mig' ? [] : [[gpu.pool, profile]]);
    return describeGpu(gpu, marksFor(gpu, markingFrom(cluster, focus)), profile);
  };

  it('is who uses its instances, and what is stranded', () => {
    assert.equal(
      said('a100-1', 0, '2g.10gb'),
      'GPU 0: 2g.10gb@0: used by team-vision/triton-0; 2g.10gb@2: used by team-vision/triton-1; 3g.20gb@4: idle; ' +
        'slices 4 and 5 of use to 2g.10gb only once idle instances are recut; ' +
        'slices 6 and 7 of use to 2g.10gb only once pods are moved',
    );
  });
  it('is that nobody knows, where nobody does', () => {
    assert.match(said('a30-small-1', 0), /1g\.6gb@0: some of these are used, not known which/);
  });
  it('is the product of a whole GPU', () => {
    assert.equal(said('h100-train-1', 7), 'GPU 7: NVIDIA-H100-80GB-HBM3, handed out whole');
  });
});

describe('slices', () => {
  it('are named one by one, or from and to', () => {
    assert.equal(slices(0b100), 'slice 2');
    assert.equal(slices(0b110), 'slices 1 and 2');
    assert.equal(slices(0b1110), 'slices 1 to 3');
    assert.equal(slices(0b10110), 'slices 1, 2 and 4');
  });
});

describe('tallyPools', () => {
  it('counts as the terminal does', () => {
    const tally = tallyPools(fleetFrom(clusterFrom('mixed-cluster.yaml')).nodes.values()).get('A100-40GB/static');
    assert.deepEqual([tally?.gpus, tally?.slices, (tally?.idle ?? 0) + (tally?.none ?? 0)], [7, 56, 19]);
  });
});

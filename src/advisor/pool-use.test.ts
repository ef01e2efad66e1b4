import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atOnce } from '../sliced.ts';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { reportFragmentation } from './fragmentation.ts';
import { clusterUseSteps } from './pool-use.ts';

const useOf = (...items: readonly object[]) => atOnce(clusterUseSteps(clusterOf(...items), {}));

describe('what the GPUs of a pool are doing', () => {
  it('is told slice by slice and GPU by GPU', () => {
    // Of 8 slices each: 4 used and 4 idle; 1 used, no instance elsewhere; 8 used; nothing cut.
    const gpus = ['3g.20gb@0=x/a 3g.20gb@4', '1g.5gb@0=x/b', '7g.40gb@0=x/c', ''];
    const { pools, others } = useOf(
      nodeObject('n', { gpus }),
      podObject('x/a', '3g.20gb', { on: 'n' }),
      podObject('x/b', '1g.5gb', { on: 'n' }),
      podObject('x/c', '7g.40gb', { on: 'n' }),
    );
    assert.deepEqual(pools, [
      {
        name: 'A100-40GB/static',
        model: 'A100-40GB',
        slices: { used: 13, idle: 4, unshaped: 15 },
        gpus: new Map([
          ['empty', 1],
          ['partial', 2],
          ['full', 1],
          ['unknown', 0],
        ]),
      },
    ]);
    assert.deepEqual(others, []);
  });

  it('calls a GPU full that has no slice left for any instance, though one is free', () => {
    const slots = [0, 1, 2, 3, 4, 5, 6];
    const { pools } = useOf(
      nodeObject('n', { gpus: [slots.map((start) => `1g.5gb@${start}=x/p${start}`).join(' ')] }),
      ...slots.map((start) => podObject(`x/p${start}`, '1g.5gb', { on: 'n' })),
    );
    assert.deepEqual([pools[0]?.slices.unshaped, pools[0]?.gpus.get('full')], [1, 1]);
  });

  it('leaves open which of two alike GPUs a pod uses, and says so once both are used', () => {
    const node = nodeObject('n', { count: 2, allocatable: { 'nvidia.com/mig-3g.20gb': '4' } });
    const one = useOf(node, podObject('x/a', '3g.20gb', { on: 'n' })).pools[0];
    assert.deepEqual([one?.slices, one?.gpus.get('unknown')], [{ used: 4, idle: 12, unshaped: 0 }, 2]);
    const all = useOf(node, podObject('x/a', '4 x 3g.20gb', { on: 'n' })).pools[0];
    assert.deepEqual([all?.slices, all?.gpus.get('full')], [{ used: 16, idle: 0, unshaped: 0 }, 2]);
  });

  it('adds up to the slices and GPUs of the fragmentation report', () => {
    for (const file of ['mixed-cluster.yaml', 'stranded-node.yaml']) {
      const cluster = clusterFrom(file);
      const { pools } = atOnce(clusterUseSteps(cluster, {}));
      assert.deepEqual(
        pools.map(({ name, slices: { used, idle, unshaped }, gpus }) => ({
          name,
          gpus: [...gpus.values()].reduce((sum, count) => sum + count, 0),
          slices: used + idle + unshaped,
          free: idle + unshaped,
        })),
        reportFragmentation(cluster).pools.map(({ name, gpus, memorySlices, freeSlices }) => ({
          name,
          gpus,
          slices: memorySlices,
          free: freeSlices,
        })),
      );
    }
  });

  it('tells of whole and unusable GPUs by product', () => {
    const { others } = useOf(
      nodeObject('n', { gpus: ['1g.5gb@7'] }),
      nodeObject('w', { product: 'NVIDIA-L40S', count: 4, allocatable: { 'nvidia.com/gpu': '4' } }),
    );
    assert.deepEqual(others, [
      { product: 'NVIDIA-A100-SXM4-40GB', state: 'unusable', gpus: 1 },
      { product: 'NVIDIA-L40S', state: 'whole', gpus: 4 },
    ]);
  });
});

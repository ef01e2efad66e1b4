import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '../cluster/cluster.ts';
import { metricsSource } from '../testing/metrics-source.ts';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { createMetrics } from './registry.ts';

/** The samples of one metric, without its name and without pool and model: `{state="used"} 3`. */
async function samples(cluster: Cluster | undefined, name: string, perGpu = false): Promise<readonly string[]> {
  const text = await createMetrics(metricsSource(() => cluster, perGpu)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => line.slice(name.length).replace(/pool="A100-40GB\/static",model="A100-40GB",/, ''));
}

const stranded = clusterFrom('stranded-node.yaml');

describe('gauges of pools', () => {
  it('tell how many memory slices are used, idle and in no instance', async () => {
    assert.deepEqual(await samples(stranded, 'slicewise_memory_slices'), [
      '{state="used"} 4',
      '{state="idle"} 4',
      '{state="unshaped"} 0',
    ]);
  });

  it('tell what is stranded for a profile, by what would help', async () => {
    const all = await samples(stranded, 'slicewise_stranded_memory_slices');
    assert.deepEqual(
      all.filter((line) => line.includes('"2g.10gb"')),
      ['{profile="2g.10gb",kind="shape"} 2', '{profile="2g.10gb",kind="placement"} 0'],
    );
  });

  it('tell the states of GPUs, also of those that are in no pool', async () => {
    const cluster = clusterOf(
      nodeObject('a', { gpus: ['1g.5gb@0=x/a', '', '1g.5gb@7'] }),
      nodeObject('w', { product: 'NVIDIA-L40S', count: 2, allocatable: { 'nvidia.com/gpu': '2' } }),
      podObject('x/a', '1g.5gb', { on: 'a' }),
    );
    assert.deepEqual(await samples(cluster, 'slicewise_gpus'), [
      '{state="empty"} 1',
      '{state="partial"} 1',
      '{state="full"} 0',
      '{state="unknown"} 0',
      '{pool="",model="NVIDIA-A100-SXM4-40GB",state="unusable"} 1',
      '{pool="",model="NVIDIA-L40S",state="whole"} 2',
    ]);
  });

  it('tell of promised slices', async () => {
    const nominated = podObject('a/b', '3g.20gb', { nominated: 'n' });
    const cluster = clusterOf(nodeObject('n', { gpus: ['3g.20gb@0 3g.20gb@4'] }), nominated);
    assert.deepEqual(await samples(cluster, 'slicewise_promised_memory_slices'), [
      '{pool="A100-40GB/static",model="A100-40GB"} 4',
    ]);
  });
});

it('gauges of the state are not there while nothing is known', async () => {
  assert.deepEqual(await samples(undefined, 'slicewise_memory_slices'), []);
  assert.deepEqual(await samples(undefined, 'slicewise_stranded_memory_slices'), []);
});

describe('series of each GPU', () => {
  const name = 'slicewise_gpu_used_memory_slices';
  const cluster = clusterOf(
    nodeObject('a', { gpus: ['3g.20gb@0=x/a 2g.10gb@4', '7g.40gb@0'] }),
    podObject('x/a', '3g.20gb', { on: 'a' }),
  );

  it('are not there unless asked for', async () => {
    assert.deepEqual(await samples(cluster, name), []);
  });

  it('tell the slices that pods use, and those in idle instances', async () => {
    assert.deepEqual(await samples(cluster, name, true), [
      '{node="a",gpu="0",uuid="GPU-a-0"} 4',
      '{node="a",gpu="1",uuid="GPU-a-1"} 0',
    ]);
    assert.deepEqual(await samples(cluster, 'slicewise_gpu_idle_memory_slices', true), [
      '{node="a",gpu="0",uuid="GPU-a-0"} 2',
      '{node="a",gpu="1",uuid="GPU-a-1"} 8',
    ]);
  });
});

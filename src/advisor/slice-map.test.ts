import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { type Segment, sliceMap } from './slice-map.ts';

function say(segments: readonly Segment[]): string {
  return segments
    .map(
      ({ start, length, label, use, pod }) =>
        `${start}+${length} ${label || '-'} ${use}${pod === undefined ? '' : ` ${pod}`}`,
    )
    .join('; ');
}

describe('sliceMap', () => {
  it('covers every slice of a GPU once: instances, and slices without one', () => {
    const { sections } = sliceMap(clusterFrom('stranded-node.yaml'), { fold: false });
    assert.deepEqual(
      sections[0]?.rows.map(({ segments }) => say(segments)),
      ['0+2 2g.10gb used team-a/triton-0; 2+2 2g.10gb used team-a/triton-1; 4+4 3g.20gb idle'],
    );
    for (const { memorySlices, rows } of sliceMap(clusterFrom('mixed-cluster.yaml'), { fold: false }).sections) {
      for (const { segments } of rows) {
        assert.equal(
          segments.reduce((end, { start, length }) => (start === end ? end + length : Number.NaN), 0),
          memorySlices,
        );
      }
    }
  });

  it('tells used, idle and not known apart', () => {
    const cluster = clusterOf(
      nodeObject('n', {
        allocatable: { 'nvidia.com/mig-1g.5gb': '2', 'nvidia.com/mig-2g.10gb': '1', 'nvidia.com/mig-3g.20gb': '1' },
      }),
      podObject('a/b', '1g.5gb', { on: 'n' }),
      podObject('a/c', '2g.10gb', { on: 'n' }),
    );
    const [section] = sliceMap(cluster, { fold: false }).sections;
    assert.equal(
      say(section?.rows[0]?.segments ?? []),
      '0+2 2g.10gb used; 2+1 1g.5gb maybe; 3+1 1g.5gb maybe; 4+4 3g.20gb idle',
    );
  });

  it('folds GPUs that look alike, the most frequent first', () => {
    const cluster = clusterOf(
      nodeObject('a', { gpus: ['3g.20gb@4', '2g.10gb@0=x/p', '3g.20gb@4'] }),
      nodeObject('b', { gpus: ['3g.20gb@4', '2g.10gb@0=x/q', '2g.10gb@0'] }),
      podObject('x/p', '2g.10gb', { on: 'a' }),
      podObject('x/q', '2g.10gb', { on: 'b' }),
    );
    const [section] = sliceMap(cluster, { fold: true }).sections;
    assert.deepEqual(
      section?.rows.map(({ gpus, segments }) => [
        gpus.map(({ node, index }) => `${node}${index}`).join(),
        segments.find(({ label }) => label !== '')?.use,
        segments.some(({ pod }) => pod !== undefined),
      ]),
      [
        ['a0,a2,b0', 'idle', false],
        ['a1,b1', 'used', false],
        ['b2', 'idle', false],
      ],
    );
  });

  it('lists whole and unusable GPUs with the reason', () => {
    const cluster = clusterOf(
      nodeObject('a', { gpus: ['3g.20gb@2'] }),
      nodeObject('b', { product: 'Tesla-T4', allocatable: { 'nvidia.com/gpu': '1' } }),
    );
    assert.deepEqual(sliceMap(cluster, { fold: false }).uncut, [
      {
        node: 'a',
        index: 0,
        product: 'NVIDIA-A100-SXM4-40GB',
        reason: '3g.20gb cannot start at memory slice 2, only at 0, 4',
      },
      { node: 'b', index: 0, product: 'Tesla-T4', reason: undefined },
    ]);
  });
});

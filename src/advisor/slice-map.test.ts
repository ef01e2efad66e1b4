import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterFrom, clusterOf, nodeObject, podObject } from '../testing/objects.ts';
import { factsOf, sliceMap } from './slice-map.ts';
import type { Segment } from './slice-map-segments.ts';

const UNFOLDED = { foldAbove: Number.POSITIVE_INFINITY };
const FOLDED = { foldAbove: 0 };

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
    const { sections } = sliceMap(clusterFrom('stranded-node.yaml'), UNFOLDED);
    assert.deepEqual(
      sections[0]?.rows.map(({ segments }) => say(segments)),
      ['0+2 2g.10gb used team-a/triton-0; 2+2 2g.10gb used team-a/triton-1; 4+4 3g.20gb idle'],
    );
    for (const { slicesPerGpu, rows } of sliceMap(clusterFrom('mixed-cluster.yaml'), UNFOLDED).sections) {
      for (const { segments } of rows) {
        assert.equal(
          segments.reduce((end, { start, length }) => (start === end ? end + length : Number.NaN), 0),
          slicesPerGpu,
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
    const [section] = sliceMap(cluster, UNFOLDED).sections;
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
    const [section] = sliceMap(cluster, FOLDED).sections;
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
    assert.deepEqual(sliceMap(cluster, UNFOLDED).uncut, [
      {
        node: 'a',
        index: 0,
        product: 'NVIDIA-A100-SXM4-40GB',
        reason: '3g.20gb cannot start at memory slice 2, only at 0, 4',
      },
      { node: 'b', index: 0, product: 'Tesla-T4', reason: undefined },
    ]);
  });

  it('folds only where there are more GPUs to draw than asked for', () => {
    const cluster = clusterFrom('mixed-cluster.yaml');
    const rows = (foldAbove: number, nodes?: ReadonlySet<string>) =>
      sliceMap(cluster, { foldAbove, nodes }).sections.reduce((sum, section) => sum + section.rows.length, 0);
    assert.equal(rows(19), 19);
    assert.ok(rows(18) < 19);
    assert.equal(rows(18, new Set(['h100-1'])), 4, 'GPUs that are not shown do not count');
  });

  it('narrows the picture and its counts to nodes', () => {
    const { sections, uncut } = sliceMap(clusterFrom('mixed-cluster.yaml'), {
      ...UNFOLDED,
      nodes: new Set(['a100-2', 'h100-train-1']),
    });
    assert.deepEqual(
      sections.map(({ pool, gpus, freeSlices }) => [pool, gpus, freeSlices]),
      // 1g.5gb@1 of GPU 0, 1g.5gb@5 and 1g.10gb@6 of GPU 1, and all but 2g.10gb@0 of GPU 2.
      [['A100-40GB/static', 3, 1 + 3 + 6]],
    );
    assert.deepEqual([...new Set(uncut.map(({ node }) => node))], ['h100-train-1']);
  });

  it('narrows the picture to a pool, in which whole GPUs are not', () => {
    const { sections, uncut } = sliceMap(clusterFrom('mixed-cluster.yaml'), { ...UNFOLDED, pool: 'H100-80GB/static' });
    assert.deepEqual([sections.map(({ pool }) => pool), uncut], [['H100-80GB/static'], []]);
  });
});

describe('factsOf', () => {
  const facts = (name: string) =>
    sliceMap(clusterFrom('mixed-cluster.yaml'), UNFOLDED)
      .sections.filter(({ pool }) => pool === name)
      .map(factsOf)[0];

  it('counts GPUs and free slices of the whole section', () =>
    assert.deepEqual(facts('A100-40GB/static'), ['7 GPUs', '19 of 56 memory slices free']));

  it('says what is not certain', () => {
    assert.deepEqual(facts('H100-80GB/static')?.at(-1), 'instance positions on 4 GPUs are deduced, not reported');
    assert.deepEqual(facts('H200-141GB/static')?.at(-1), 'legal positions on this model are assumed from its family');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '../cluster/cluster.ts';
import { asking, movable, why } from '../testing/explaining.ts';
import { clusterOf, nodeObject, podObject } from '../testing/objects.ts';

describe('the cause for which a pod waits', () => {
  const cases: readonly [name: string, cluster: Cluster, want: string][] = [
    [
      'full: not even repacking helps',
      clusterOf(
        nodeObject('n', { gpus: ['4g.20gb@0=x/a'] }),
        podObject('x/a', '4g.20gb', { on: 'n', ...movable }),
        asking('7g.40gb'),
      ),
      'full',
    ],
    [
      'moves: one pod makes room',
      clusterOf(
        nodeObject('n', { gpus: ['1g.5gb@0=x/a', '4g.20gb@0=x/b'] }),
        podObject('x/a', '1g.5gb', { on: 'n', ...movable }),
        podObject('x/b', '4g.20gb', { on: 'n' }),
        asking('4g.20gb'),
      ),
      'moves',
    ],
    [
      'pinned: the same pod may not move',
      clusterOf(
        nodeObject('n', { gpus: ['1g.5gb@0=x/a', '4g.20gb@0=x/b'] }),
        podObject('x/a', '1g.5gb', { on: 'n', owner: 'Job' }),
        podObject('x/b', '4g.20gb', { on: 'n' }),
        asking('4g.20gb'),
      ),
      'pinned',
    ],
    [
      'pinned: a spent disruption budget guards it',
      clusterOf(
        nodeObject('n', { gpus: ['1g.5gb@0=x/a', '4g.20gb@0=x/b'] }),
        podObject('x/a', '1g.5gb', { on: 'n', ...movable, labels: { app: 'web' } }),
        podObject('x/b', '4g.20gb', { on: 'n' }),
        {
          kind: 'PodDisruptionBudget',
          metadata: { name: 'web', namespace: 'x' },
          spec: { selector: { matchLabels: { app: 'web' } } },
          status: { disruptionsAllowed: 0 },
        },
        asking('4g.20gb'),
      ),
      'pinned',
    ],
    [
      'ineligible: too little CPU where there is room',
      clusterOf(
        nodeObject('n', { gpus: ['3g.20gb@0'], allocatable: { cpu: '1' } }),
        asking('3g.20gb', { requests: { cpu: '2' } }),
      ),
      'ineligible',
    ],
    [
      'ineligible: a cordon',
      clusterOf(nodeObject('n', { gpus: ['3g.20gb@0'], cordoned: true }), asking('3g.20gb')),
      'ineligible',
    ],
    [
      'full: no room anywhere, whether or not it is allowed there',
      clusterOf(
        nodeObject('n', { gpus: ['7g.40gb@0=x/a'], cordoned: true }),
        podObject('x/a', '7g.40gb', { on: 'n' }),
        asking('3g.20gb'),
      ),
      'full',
    ],
    [
      'unknown: it depends on which instances the pods hold',
      clusterOf(
        nodeObject('n', { allocatable: { 'nvidia.com/mig-1g.5gb': '7' } }),
        podObject('x/a', '1g.5gb', { on: 'n' }),
        asking('4g.20gb'),
      ),
      'unknown',
    ],
    [
      'placeable on a carve node that would have to recut',
      clusterOf(nodeObject('n', { gpus: ['7g.40gb@0'], labels: { 'slicewise.dev/mode': 'carve' } }), asking('3g.20gb')),
      'placeable',
    ],
    [
      'placeable: whole GPUs',
      clusterOf(nodeObject('n', { allocatable: { 'nvidia.com/gpu': '2' } }), asking('2 x nvidia.com/gpu')),
      'placeable',
    ],
    [
      'full: whole GPUs that are used',
      clusterOf(
        nodeObject('n', { allocatable: { 'nvidia.com/gpu': '2' } }),
        podObject('x/a', 'nvidia.com/gpu', { on: 'n' }),
        asking('2 x nvidia.com/gpu'),
      ),
      'full',
    ],
    [
      'full: whole GPUs that are used, and the CPU beside them',
      clusterOf(
        nodeObject('n', { count: 8, allocatable: { cpu: '32', 'nvidia.com/gpu': '8' } }),
        podObject('x/a', '8 x nvidia.com/gpu', { on: 'n', requests: { cpu: '32' } }),
        asking('nvidia.com/gpu', { requests: { cpu: '4' } }),
      ),
      'full',
    ],
    [
      'ineligible: whole GPUs are free, and the CPU beside them is used',
      clusterOf(
        nodeObject('n', { count: 8, allocatable: { cpu: '32', 'nvidia.com/gpu': '8' } }),
        podObject('x/a', '', { on: 'n', requests: { cpu: '32' } }),
        asking('nvidia.com/gpu', { requests: { cpu: '4' } }),
      ),
      'ineligible',
    ],
    [
      'unknown-profile: no whole GPUs where all are cut, and too little CPU',
      clusterOf(
        nodeObject('n', { gpus: ['3g.20gb@0'], allocatable: { cpu: '2' } }),
        asking('nvidia.com/gpu', { requests: { cpu: '4' } }),
      ),
      'unknown-profile',
    ],
    [
      'unknown-profile: whole GPUs where all are cut',
      clusterOf(nodeObject('n', { gpus: ['3g.20gb@0'] }), asking('nvidia.com/gpu')),
      'unknown-profile',
    ],
    [
      'unknown: the only board with the profile is in a state that makes no sense',
      clusterOf(nodeObject('n', { gpus: ['4g.20gb@0 4g.20gb@0'] }), asking('2g.10gb')),
      'unknown',
    ],
    [
      'full: a board that makes no sense is no reason to hope',
      clusterOf(
        nodeObject('broken', { gpus: ['4g.20gb@0 4g.20gb@0'] }),
        nodeObject('n', { gpus: ['7g.40gb@0=x/a'] }),
        podObject('x/a', '7g.40gb', { on: 'n', ...movable }),
        asking('2g.10gb'),
      ),
      'full',
    ],
    [
      'full: no single node could ever hold it, though two together could',
      clusterOf(nodeObject('a', { gpus: [''] }), nodeObject('b', { gpus: [''] }), asking('2 x 7g.40gb')),
      'full',
    ],
    [
      'full: nobody is pinned, and the pods have nowhere to go',
      clusterOf(
        nodeObject('a', { gpus: ['1g.5gb@0=x/a'] }),
        nodeObject('b', { gpus: ['3g.20gb@4=x/b'], taints: [{ key: 't', effect: 'NoSchedule' }] }),
        podObject('x/a', '1g.5gb', { on: 'a', ...movable }),
        podObject('x/b', '3g.20gb', { on: 'b' }),
        asking('7g.40gb'),
      ),
      'full',
    ],
    [
      'pinned: nobody is, but where the slices are there is too little CPU',
      clusterOf(
        nodeObject('a', { gpus: ['1g.5gb@0=x/a'], labels: { pool: 'a' } }),
        nodeObject('b', { gpus: ['1g.5gb@0=x/b'], allocatable: { cpu: '1' }, labels: { pool: 'b' } }),
        podObject('x/a', '1g.5gb', { on: 'a', ...movable, requests: { cpu: '2' } }),
        podObject('x/b', '1g.5gb', { on: 'b', ...movable, spec: { nodeSelector: { pool: 'b' } } }),
        asking('7g.40gb', { spec: { nodeSelector: { pool: 'a' } } }),
      ),
      'pinned',
    ],
    [
      'reshape: certain, though nobody knows which instances are idle',
      clusterOf(
        nodeObject('n', {
          labels: { 'nvidia.com/gpu.count': '2' },
          allocatable: { 'nvidia.com/mig-1g.5gb': '4', 'nvidia.com/mig-2g.10gb': '2', 'nvidia.com/mig-3g.20gb': '2' },
        }),
        podObject('x/a', '3g.20gb', { on: 'n' }),
        podObject('x/b', '2 x 1g.5gb', { on: 'n' }),
        asking('3 x 2g.10gb'),
      ),
      'reshape',
    ],
    ['unknown-profile in a cluster without GPUs', clusterOf(asking('1g.5gb')), 'unknown-profile'],
  ];
  for (const [name, cluster, want] of cases) it(name, () => assert.equal(why(cluster).cause, want));
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { policies } from '../../solver/placement/policies.ts';
import { filter } from '../extender/filter.ts';
import { rejectionMessages } from '../extender/rejection.ts';
import { createSessions } from '../extender/session.ts';
import { asking, movable, why } from '../testing/explaining.ts';
import { annotationOf, clusterOf, nodeObject, podIn, podObject } from '../testing/objects.ts';
import { recommendFor } from '../testing/recommended.ts';

/** Two A30s cut into 1g.6gb alike, which the kubelet offers as `nvidia.com/gpu` and under no other name. */
const ONES = '1g.6gb@0 1g.6gb@1 1g.6gb@2 1g.6gb@3';
const single = (name: string, gpus: readonly string[] = [ONES, ONES]): object =>
  nodeObject(name, {
    product: 'NVIDIA-A30-MIG-1g.6gb',
    count: gpus.length,
    allocatable: { 'nvidia.com/gpu': String(gpus.join(' ').split('@').length - 1) },
    gpus: annotationOf(name, 'NVIDIA-A30', gpus),
  });

describe('a node with strategy single', () => {
  for (const profile of ['1g.6gb', '2g.12gb']) {
    const cluster = clusterOf(single('n'), asking(profile));

    it(`offers nothing to a pod that asks for ${profile} by name`, () => {
      const { cause, way, nodes } = why(cluster);
      assert.deepEqual([cause, way], ['unknown-profile', null]);
      assert.deepEqual(
        nodes.map(({ message }) => message),
        [`offers no nvidia.com/mig-${profile}`],
      );
    });

    it(`is rejected by filter for ${profile}, as one that does not offer it`, () => {
      const { memories } = createSessions({ policy: policies[0], costs: new Map() })(cluster);
      const nodes = { kind: 'names' as const, names: ['n'] };
      const answer = JSON.parse(filter(cluster, { pod: podIn(cluster, 'x/asking'), nodes }, memories).json);
      assert.deepEqual(answer.NodeNames, []);
      assert.deepEqual(answer.FailedAndUnresolvableNodes, { n: rejectionMessages['unknown-profile'] });
    });
  }

  it('takes a pod that asks for nvidia.com/gpu', () => {
    assert.equal(why(clusterOf(single('n'), asking('2 x nvidia.com/gpu'))).cause, 'placeable');
  });

  it('is recut for more of its one profile, which leaves its GPUs alike', () => {
    const half = single('n', ['1g.6gb@0=x/a 1g.6gb@1=x/b']);
    const holders = ['a', 'b'].map((name) => podObject(`x/${name}`, 'nvidia.com/gpu', { on: 'n' }));
    const { cause, way } = why(clusterOf(half, ...holders, asking('nvidia.com/gpu')));
    assert.deepEqual([cause, way?.steps.map(({ kind }) => kind)], ['reshape', ['create']]);
  });

  it('is no place to which a pod could be moved that asks by name', () => {
    const cluster = clusterOf(
      nodeObject('mixed', { product: 'NVIDIA-A30', gpus: ['1g.6gb@0=x/a 1g.6gb@1 2g.12gb@2'] }),
      single('one'),
      podObject('x/a', '1g.6gb', { on: 'mixed', ...movable }),
      asking('4g.24gb'),
    );
    assert.deepEqual([why(cluster).cause, why(cluster).way], ['full', null]);
  });

  it('takes no part in plans for its pool', () => {
    // Large instances are asked for, and a mixed node of the same layout would be cut anew for them.
    const wanted = Array.from({ length: 8 }, (_, index) => podObject(`y/w${index}`, '4g.24gb'));
    const held = ['1g.6gb@0=x/a 1g.6gb@1 1g.6gb@2 1g.6gb@3', '1g.6gb@0=x/b 1g.6gb@1 1g.6gb@2 1g.6gb@3'];
    const recommended = (asSingle: boolean): readonly string[] => {
      const node = (name: string, gpus: readonly string[]): object =>
        asSingle ? single(name, gpus) : nodeObject(name, { product: 'NVIDIA-A30', gpus });
      const asks = asSingle ? 'nvidia.com/gpu' : '1g.6gb';
      const cluster = clusterOf(
        node('n1', held),
        node('n2', [ONES, ONES]),
        podObject('x/a', asks, { on: 'n1', ...movable }),
        podObject('x/b', asks, { on: 'n1', ...movable }),
        ...wanted,
      );
      return recommendFor(cluster).map(({ rung }) => rung);
    };
    assert.deepEqual(new Set(recommended(false)), new Set(['reshape', 'moves', 'repartition']));
    assert.deepEqual(recommended(true), []);
  });
});

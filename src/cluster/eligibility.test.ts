import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pod } from '../testing/objects.ts';
import { ineligibility, type NodeConstraints } from './eligibility.ts';

const small = { key: 'mig-profile', value: 'small', effect: 'NoSchedule' };

function node(more: Partial<NodeConstraints> = {}): NodeConstraints {
  return { name: 'n1', labels: { pool: 'a', size: '8' }, taints: [], isCordoned: false, ...more };
}

function tolerating(...tolerations: readonly object[]): object {
  return { tolerations };
}

function requiring(...matchExpressions: readonly object[]): object {
  return affinity({ matchExpressions });
}

function affinity(...nodeSelectorTerms: readonly object[]): object {
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } };
}

describe('ineligibility', () => {
  const cases: readonly [name: string, spec: object, on: NodeConstraints, want: string | undefined][] = [
    ['nothing in the way', {}, node(), undefined],
    ['a cordon', {}, node({ isCordoned: true }), 'cordon'],
    [
      'a cordon that is tolerated',
      tolerating({ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }),
      node({ isCordoned: true }),
      undefined,
    ],
    ['a taint', {}, node({ taints: [small] }), 'taint'],
    ['a taint that only asks', {}, node({ taints: [{ ...small, effect: 'PreferNoSchedule' }] }), undefined],
    [
      'a taint tolerated by value',
      tolerating({ key: 'mig-profile', value: 'small' }),
      node({ taints: [small] }),
      undefined,
    ],
    [
      'another value',
      tolerating({ key: 'mig-profile', operator: 'Equal', value: 'medium' }),
      node({ taints: [small] }),
      'taint',
    ],
    ['any value', tolerating({ key: 'mig-profile', operator: 'Exists' }), node({ taints: [small] }), undefined],
    ['any taint', tolerating({ operator: 'Exists' }), node({ taints: [small] }), undefined],
    [
      'another effect',
      tolerating({ key: 'mig-profile', operator: 'Exists', effect: 'NoExecute' }),
      node({ taints: [small] }),
      'taint',
    ],
    [
      'one of two taints',
      tolerating({ key: 'mig-profile', operator: 'Exists' }),
      node({ taints: [small, { ...small, key: 'x' }] }),
      'taint',
    ],
    ['a node selector that matches', { nodeSelector: { pool: 'a' } }, node(), undefined],
    ['one that does not', { nodeSelector: { pool: 'b' } }, node(), 'selector'],
    ['In', requiring({ key: 'pool', operator: 'In', values: ['a', 'b'] }), node(), undefined],
    ['not In', requiring({ key: 'pool', operator: 'In', values: ['b'] }), node(), 'affinity'],
    ['NotIn', requiring({ key: 'pool', operator: 'NotIn', values: ['a'] }), node(), 'affinity'],
    ['NotIn of an absent label', requiring({ key: 'zone', operator: 'NotIn', values: ['a'] }), node(), undefined],
    ['Exists', requiring({ key: 'zone', operator: 'Exists' }), node(), 'affinity'],
    ['DoesNotExist', requiring({ key: 'zone', operator: 'DoesNotExist' }), node(), undefined],
    ['Gt', requiring({ key: 'size', operator: 'Gt', values: ['4'] }), node(), undefined],
    ['Lt', requiring({ key: 'size', operator: 'Lt', values: ['8'] }), node(), 'affinity'],
    ['Gt of no number', requiring({ key: 'pool', operator: 'Gt', values: ['4'] }), node(), 'affinity'],
    ['an operator nobody knows', requiring({ key: 'pool', operator: 'Like', values: ['a'] }), node(), 'affinity'],
    [
      'one of two terms',
      affinity(
        { matchExpressions: [{ key: 'zone', operator: 'Exists' }] },
        { matchExpressions: [{ key: 'pool', operator: 'Exists' }] },
      ),
      node(),
      undefined,
    ],
    ['a term without expressions', affinity({}), node(), 'affinity'],
    ['no terms at all', affinity(), node(), 'affinity'],
    [
      'a node by name',
      affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }),
      node(),
      undefined,
    ],
    [
      'another node by name',
      affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n2'] }] }),
      node(),
      'affinity',
    ],
  ];
  for (const [name, spec, on, want] of cases) {
    it(`${name}: ${want ?? 'may run'}`, () => {
      assert.equal(ineligibility(pod('a/b', '1g.5gb', { spec }).constraints, on)?.kind, want);
    });
  }
});

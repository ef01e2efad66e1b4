import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { build, mig, say } from '../testing/node-one.ts';
import { clusterOf, type NodeText, nodeIn } from '../testing/objects.ts';

const config = (text: string, name = 'mig-parted'): object => ({
  kind: 'ConfigMap',
  metadata: { name, namespace: 'gpu-operator' },
  data: { 'config.yaml': `version: v1\nmig-configs:\n${text}` },
});

const BALANCED = config(`  all-balanced:
    - {device-filter: ["0x20B010DE"], devices: all, mig-enabled: true, mig-devices: {"1g.5gb": 2, "2g.10gb": 1, "3g.20gb": 1}}
    - {device-filter: ["0x233010DE"], devices: all, mig-enabled: true, mig-devices: {"1g.10gb": 2, "2g.20gb": 1, "3g.40gb": 1}}
  half:
    - {devices: [0], mig-enabled: false}
    - {devices: [1], mig-enabled: true, mig-devices: {"1g.5gb": 7}}
  second-only:
    - {devices: [1], mig-enabled: true, mig-devices: {"3g.20gb": 2}}
  wrong-profile:
    - {devices: all, mig-enabled: true, mig-devices: {"9g.99gb": 1}}
  too-many:
    - {devices: all, mig-enabled: true, mig-devices: {"3g.20gb": 3}}
  all-1g.10gb:
    - {device-filter: "0x20B010DE", devices: all, mig-enabled: true, mig-devices: {"1g.10gb": 4}}
    - {device-filter: "0x233010DE", devices: all, mig-enabled: true, mig-devices: {"1g.10gb": 7}}
`);

describe('layout sources', () => {
  it('believes the annotation before all else', () => {
    const node = build({ gpus: ['2g.10gb@0'], labels: { 'nvidia.com/mig.config': 'all-balanced' } }, BALANCED);
    assert.deepEqual(say(node), ['0 annotation: 2g.10gb@0']);
  });

  it('says where annotation and advertised counts differ', () => {
    const node = build({ gpus: ['2g.10gb@0'], allocatable: mig({ '2g.10gb': 2 }) });
    assert.deepEqual(
      node.problems.map(({ message }) => message),
      ['annotation lists 1 x 2g.10gb, the node advertises 2 x 2g.10gb'],
    );
  });

  const unreadable = (more: NodeText) => build({ gpus: '{"v":1,"gpus":[{"index":0,', ...more });
  it('guesses nothing in the stead of an annotation that cannot be read, and shows every GPU as unusable', () => {
    const node = unreadable({ count: 2, allocatable: mig({ '3g.20gb': 4 }) });
    const reason = /^\d unusable: annotation slicewise\.dev\/gpus cannot be read: .* in JSON at position 26/;
    assert.equal(node.gpus.length, 2);
    for (const [index, gpu] of node.gpus.entries()) {
      assert.deepEqual([gpu.index, gpu.product], [index, 'NVIDIA-A100-SXM4-40GB']);
      assert.match(say(node)[index] ?? '', reason);
    }
    const [only, ...others] = node.problems.map(({ message }) => message);
    assert.match(only ?? '', /^GPUs 0, 1 are not used: annotation /);
    assert.deepEqual(others, [], 'nothing is said of instances that were never listed');
  });

  const single = { product: 'NVIDIA-A100-SXM4-40GB-MIG-3g.20gb', allocatable: { 'nvidia.com/gpu': '4' } };
  const counts: readonly [name: string, node: NodeText, want: number][] = [
    ['the label counts', { count: 8 }, 8],
    ['the label counts, of a board that nobody knows', { product: 'NVIDIA-Z1000', count: 8 }, 8],
    ['one, where the label is no number', { labels: { 'nvidia.com/gpu.count': '' } }, 1],
    ['one, where the label counts none', { count: 0 }, 1],
    ['one, where the label is beyond belief', { count: 1e9 }, 1],
    ['hold the MIG devices that the label counts, by strategy single', { ...single, count: 4 }, 2],
  ];
  for (const [name, node, want] of counts) {
    it(`are not read from a broken annotation: as many unusable GPUs as ${name}`, () => {
      assert.deepEqual(
        unreadable(node).gpus.map(({ index, kind }) => [index, kind]),
        Array.from({ length: want }, (_, index) => [index, 'unusable']),
      );
    });
  }

  const labels = (name: string, state?: string) => ({
    'nvidia.com/mig.config': name,
    ...(state === undefined ? {} : { 'nvidia.com/mig.config.state': state }),
  });
  const balanced = '1g.5gb@2 1g.5gb@3 2g.10gb@0 3g.20gb@4';
  const inferred: readonly [name: string, node: NodeText, want: readonly string[], problem?: RegExp][] = [
    [
      'mig-parted with counts that agree',
      {
        count: 2,
        labels: labels('all-balanced', 'success'),
        allocatable: mig({ '1g.5gb': 4, '2g.10gb': 2, '3g.20gb': 2 }),
      },
      [`0 mig-parted: ${balanced}`, `1 mig-parted: ${balanced}`],
    ],
    [
      'whole GPUs that are advertised while a configuration is pending, or known to nobody',
      { count: 2, labels: labels('nobody-has-it', 'pending'), allocatable: { 'nvidia.com/gpu': '2' } },
      ['0 whole', '1 whole'],
      /^mig-parted configuration "nobody-has-it" is pending; going by the advertised counts$/,
    ],
    [
      'mig-parted before anything is advertised',
      { labels: labels('all-balanced', 'success') },
      [`0 mig-parted: ${balanced}`],
    ],
    [
      'mig-parted GPU by GPU',
      { count: 2, labels: labels('half') },
      ['0 whole', '1 mig-parted: 1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3 1g.5gb@4 1g.5gb@5 1g.5gb@6'],
    ],
    [
      'the rule of this board, by what is legal on it',
      { labels: labels('all-1g.10gb') },
      ['0 mig-parted: 1g.10gb@0 1g.10gb@2 1g.10gb@4 1g.10gb@6'],
    ],
    [
      'one of two legal rules, by the counts',
      { product: 'NVIDIA-H100-80GB-HBM3', labels: labels('all-1g.10gb'), allocatable: mig({ '1g.10gb': 7 }) },
      ['0 mig-parted: 1g.10gb@0 1g.10gb@1 1g.10gb@2 1g.10gb@3 1g.10gb@4 1g.10gb@5 1g.10gb@6'],
    ],
    [
      'two legal rules and no counts',
      { product: 'NVIDIA-H100-80GB-HBM3', labels: labels('all-1g.10gb') },
      ['0 unusable: mig-parted configuration "all-1g.10gb" has several rules for H100-80GB'],
      /not used/,
    ],
    [
      'counts that disagree with mig-parted',
      { labels: labels('all-balanced'), allocatable: mig({ '1g.5gb': 7 }) },
      ['0 allocatable: 1g.5gb@0 1g.5gb@1 1g.5gb@2 1g.5gb@3 1g.5gb@4 1g.5gb@5 1g.5gb@6'],
      /disagree; going by the advertised counts/,
    ],
    [
      'a configuration for other GPUs of the node',
      { count: 2, labels: labels('second-only'), allocatable: mig({ '3g.20gb': 4 }) },
      ['0 allocatable: 3g.20gb@0 3g.20gb@4', '1 allocatable: 3g.20gb@0 3g.20gb@4'],
      /^mig-parted configuration "second-only" has no rule for GPU 0 \(A100-40GB\); going by the advertised counts$/,
    ],
    [
      'a configuration with a profile that the board does not have',
      { labels: labels('wrong-profile'), allocatable: mig({ '3g.20gb': 2 }) },
      ['0 allocatable: 3g.20gb@0 3g.20gb@4'],
      /^mig-parted configuration "wrong-profile" asks for what GPU 0 cannot be: A100-40GB has no profile "9g\.99gb"; going by/,
    ],
    [
      'a configuration with more than a board holds',
      { labels: labels('too-many'), allocatable: mig({ '3g.20gb': 2 }) },
      ['0 allocatable: 3g.20gb@0 3g.20gb@4'],
      /^mig-parted configuration "too-many" asks for what GPU 0 cannot be: 3 x 3g\.20gb cannot exist on one A100-40GB; going by/,
    ],
    [
      'rules for other boards only',
      { product: 'NVIDIA-A30', labels: labels('all-balanced') },
      [
        '0 unusable: mig-parted configuration "all-balanced" asks for what GPU 0 cannot be: A30-24GB has no profile "1g.5gb"; A30-24GB has no profile "1g.10gb"',
      ],
      /not used/,
    ],
    [
      'a configuration that is being applied',
      { labels: labels('all-balanced', 'pending'), allocatable: mig({ '3g.20gb': 2 }) },
      ['0 allocatable: 3g.20gb@0 3g.20gb@4'],
      /is pending/,
    ],
    [
      'counts alone, alike on all GPUs',
      { count: 2, allocatable: mig({ '1g.5gb': 4, '3g.20gb': 2 }) },
      ['0 allocatable: 1g.5gb@0 1g.5gb@1 3g.20gb@4', '1 allocatable: 1g.5gb@0 1g.5gb@1 3g.20gb@4'],
    ],
    [
      'counts of a node with whole GPUs as well',
      { count: 3, allocatable: { ...mig({ '3g.20gb': 2 }), 'nvidia.com/gpu': '2' } },
      ['0 allocatable: 3g.20gb@0 3g.20gb@4', '1 whole', '2 whole'],
    ],
    ['an attribute in a resource name', { allocatable: mig({ '1g.5gb.me': 1 }) }, ['0 allocatable: 1g.5gb+me@6']],
    [
      'strategy single',
      { product: 'NVIDIA-A100-SXM4-40GB-MIG-3g.20gb', count: 4, allocatable: { 'nvidia.com/gpu': '4' } },
      ['0 allocatable: 3g.20gb@0 3g.20gb@4', '1 allocatable: 3g.20gb@0 3g.20gb@4'],
    ],
    ['GPUs without MIG', { count: 2, allocatable: { 'nvidia.com/gpu': '2' } }, ['0 whole', '1 whole']],
    [
      'boards that slicewise does not know, without MIG',
      { product: 'Tesla-T4', allocatable: { 'nvidia.com/gpu': '1' } },
      ['0 whole'],
    ],
    [
      'shares of instances',
      { labels: { 'nvidia.com/mig-3g.20gb.replicas': '4' }, allocatable: { 'nvidia.com/mig-3g.20gb.shared': '8' } },
      ['0 allocatable: 3g.20gb@0 3g.20gb@4'],
    ],
    [
      'shares that are no multiple',
      { labels: { 'nvidia.com/mig-3g.20gb.replicas': '4' }, allocatable: { 'nvidia.com/mig-3g.20gb.shared': '7' } },
      ['0 unusable: nvidia.com/mig-3g.20gb.shared: 7 is no multiple of its 4 replicas'],
      /not used/,
    ],
  ];
  for (const [name, node, want, problem] of inferred) {
    it(`infers from ${name}`, () => {
      const built = build(node, BALANCED);
      assert.deepEqual(say(built), want);
      const messages = built.problems.map(({ message }) => message).join('\n');
      if (problem === undefined) assert.equal(messages, '');
      else assert.match(messages, problem);
    });
  }

  const absurd: readonly [name: string, node: NodeText, want: readonly string[], problem: RegExp][] = [
    [
      'a billion GPUs by label',
      { count: 1e9, allocatable: mig({ '3g.20gb': 2 }) },
      ['0 unusable: label nvidia.com/gpu.count makes 1000000000 GPUs, more than a node has'],
      /not used/,
    ],
    [
      'a billion instances',
      { allocatable: mig({ '3g.20gb': 1e9 }) },
      ['0 unusable: 1000000000 x 3g.20gb cannot exist on 1 GPU of A100-40GB'],
      /not used/,
    ],
    [
      'a billion MIG devices, by strategy single',
      { product: 'NVIDIA-A100-SXM4-40GB-MIG-3g.20gb', allocatable: { 'nvidia.com/gpu': '1e9' } },
      ['0 unusable: 3g.20gb as advertised makes 500000000 GPUs, more than a node has'],
      /not used/,
    ],
    [
      'a billion whole GPUs',
      { product: 'Tesla-T4', allocatable: { 'nvidia.com/gpu': '1G' } },
      ['0 unusable: nvidia.com/gpu makes 1000000000 GPUs, more than a node has'],
      /not used/,
    ],
    [
      'a billion whole GPUs beside instances',
      { allocatable: { ...mig({ '3g.20gb': 2 }), 'nvidia.com/gpu': '1G' } },
      ['0 unusable: 2 x 3g.20gb cannot exist on -999999999 GPUs of A100-40GB'],
      /not used/,
    ],
    [
      'fewer than no instances',
      { allocatable: mig({ '3g.20gb': -2 }) },
      ['0 whole'],
      /^status\.allocatable\.nvidia\.com\/mig-3g\.20gb: -2 is negative$/,
    ],
    ['half a whole GPU', { product: 'Tesla-T4', allocatable: { 'nvidia.com/gpu': '500m' } }, [], /^$/],
    [
      'half an instance',
      { allocatable: mig({ '3g.20gb': 0.5 }) },
      ['0 unusable: nvidia.com/mig-3g.20gb: 0.5 is no whole number'],
      /not used/,
    ],
  ];
  for (const [name, node, want, problem] of absurd) {
    it(`survives ${name}`, () => {
      const built = build(node);
      assert.deepEqual(say(built), want);
      assert.match(built.problems.map(({ message }) => message).join('\n'), problem);
    });
  }

  it('leaves a node without GPUs alone', () => {
    const node = nodeIn(clusterOf({ kind: 'Node', metadata: { name: 'cpu' } }), 'cpu');
    assert.deepEqual([node.gpus, node.problems], [[], []]);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlacement } from '../../solver/model/placement.ts';
import { build, mig, on, say } from '../testing/node-one.ts';
import { podObject } from '../testing/objects.ts';

describe('who holds an instance', () => {
  it('is the pod that the annotation names, while it is on the node', () => {
    const node = build(
      { gpus: ['2g.10gb@0=a/here 2g.10gb@2=a/done 1g.5gb@4=a/elsewhere 1g.5gb@5=a/nobody 1g.5gb@6'] },
      on('a/here', '2g.10gb'),
      on('a/done', '2g.10gb', { phase: 'Succeeded' }),
      podObject('a/elsewhere', '1g.5gb', { on: 'n2' }),
    );
    assert.deepEqual(say(node), [
      '0 annotation: 1g.5gb@4=?a/elsewhere 1g.5gb@5=?a/nobody 1g.5gb@6 2g.10gb@0=a/here 2g.10gb@2',
    ]);
    assert.equal(node.problems.length, 2);
    assert.deepEqual(node.shape.gpus[0]?.open.map(formatPlacement), ['1g.5gb@6', '2g.10gb@2']);
  });

  it('is not known where only the counts are', () => {
    const node = build(
      { allocatable: mig({ '1g.5gb': 7 }) },
      on('a/one', '2 x 1g.5gb'),
      on('a/two', '1g.5gb'),
      on('a/cpu', ''),
    );
    assert.deepEqual([...node.shape.hidden], [['1g.5gb', 3]]);
    assert.deepEqual(
      node.holdings.map(({ pod, hidden }) => [pod.key, hidden]),
      [
        ['a/one', [{ profile: '1g.5gb', count: 2 }]],
        ['a/two', [{ profile: '1g.5gb', count: 1 }]],
      ],
    );
  });

  it('is a terminating pod still, and a finished one no more', () => {
    const terminating = on('a/b', '1g.5gb', { deleted: '2026-11-20T09:00:00Z' });
    const node = build({ allocatable: mig({ '1g.5gb': 7 }) }, terminating, on('a/c', '1g.5gb', { phase: 'Failed' }));
    assert.equal(node.shape.hidden.get('1g.5gb'), 1);
  });

  it('is a pod that asks for nvidia.com/gpu, where that means a MIG device', () => {
    const node = build(
      { product: 'NVIDIA-A100-SXM4-40GB-MIG-3g.20gb', count: 4, allocatable: { 'nvidia.com/gpu': '4' } },
      on('a/b', '3 x nvidia.com/gpu'),
    );
    assert.deepEqual([...node.shape.hidden], [['3g.20gb', 3]]);
  });

  it('by shares: the least shared instance first', () => {
    const shared = {
      labels: { 'nvidia.com/mig-3g.20gb.replicas': '4' },
      allocatable: { 'nvidia.com/mig-3g.20gb.shared': '8' },
    };
    const pods = ['a', 'b', 'c'].map((name) => on(`x/${name}`, 'nvidia.com/mig-3g.20gb.shared'));
    const node = build(shared, ...pods);
    assert.deepEqual(
      [node.shape.hidden.get('3g.20gb'), node.shape.shared.get('3g.20gb')],
      [2, { perInstance: 4, taken: 3 }],
    );
  });

  for (const count of ['1e9', '1E', '1e300']) {
    it(`reports a pod on it that asks for ${count}`, () => {
      const node = build(
        { allocatable: mig({ '1g.5gb': 7 }) },
        on('a/b', '', { requests: mig({ '1g.5gb': Number(count.replace('E', 'e18')) }) }),
      );
      assert.match(
        node.problems[0]?.message ?? '',
        /^pods hold \d+ x 1g\.5gb in places not known, where at most 7 can be$/,
      );
      assert.deepEqual([...node.shape.hidden], [['1g.5gb', 7]]);
    });
  }

  it('reports pods that hold more than there is', () => {
    const node = build({ allocatable: mig({ '3g.20gb': 1 }) }, on('a/b', '3g.20gb'), on('a/c', '3g.20gb'));
    assert.deepEqual(
      node.problems.map(({ message }) => message),
      ['pods hold 2 x 3g.20gb in places not known, where at most 1 can be'],
    );
    assert.equal(node.shape.hidden.get('3g.20gb'), 1);
  });
});

describe('carve mode', () => {
  const carve = { labels: { 'slicewise.dev/mode': 'carve' } };
  const placed = (value: object | string) => ({
    annotations: { 'slicewise.dev/placement': typeof value === 'string' ? value : JSON.stringify(value) },
  });

  it('gives a bound pod the instance that was chosen for it, created or not', () => {
    const node = build(
      { ...carve, gpus: ['2g.10gb@0 3g.20gb@4', ''] },
      on('a/there', '2g.10gb', placed({ gpu: 'GPU-n1-0', profile: '2g.10gb', start: 0 })),
      on('a/soon', '2g.10gb', placed({ gpu: 'GPU-n1-0', profile: '2g.10gb', start: 4 })),
      on(
        'a/two',
        '2 x 1g.5gb',
        placed([
          { gpu: '1', profile: '1g.5gb', start: 6 },
          { gpu: '1', profile: '1g.5gb', start: 4 },
        ]),
      ),
    );
    assert.deepEqual(say(node), [
      '0 annotation: 2g.10gb@0=a/there 2g.10gb@4=a/soon',
      '1 annotation: 1g.5gb@4=a/two 1g.5gb@6=a/two',
    ]);
    assert.deepEqual([node.problems, node.shape.hidden.size], [[], 0]);
  });

  it('takes a repeated placement for the same', () => {
    const node = build(
      { ...carve, gpus: ['2g.10gb@0=a/b'] },
      on('a/b', '2g.10gb', placed({ gpu: 'GPU-n1-0', profile: '2g.10gb', start: 0 })),
    );
    assert.deepEqual([say(node), node.problems], [['0 annotation: 2g.10gb@0=a/b'], []]);
  });

  it('uses none of its GPUs while a pod is nobody knows where', () => {
    const node = build({ ...carve, gpus: ['', ''] }, on('a/b', '2g.10gb'));
    assert.deepEqual(
      say(node),
      Array.from(
        { length: 2 },
        (_, index) => `${index} unusable: pods hold 1 x 2g.10gb in places not known, where at most 0 can be`,
      ),
    );
  });

  it('ignores placements on a static node', () => {
    const node = build(
      { gpus: ['2g.10gb@0'] },
      on('a/b', '2g.10gb', placed({ gpu: 'GPU-n1-0', profile: '2g.10gb', start: 0 })),
    );
    assert.deepEqual([...node.shape.hidden], [['2g.10gb', 1]]);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clusterOf, type NodeText, nodeObject, type PodText, podObject } from '../testing/objects.ts';
import { type PoolReport, reportFragmentation } from './fragmentation.ts';

const CARVE = { 'slicewise.dev/mode': 'carve' };

function report(...objects: readonly object[]): PoolReport {
  return reportFragmentation(clusterOf(...objects)).pools[0] ?? assert.fail('no pool');
}

/** What is left on a node where these pods have been bound, or nominated to it. */
function leftBy(node: NodeText, pods: readonly string[], how: (index: number) => PodText): PoolReport {
  return report(nodeObject('n', node), ...pods.map((asks, index) => podObject(`x/p${index}`, asks, how(index))));
}

function ladder({ profiles }: PoolReport): readonly string[] {
  return profiles.map(
    ({ profile, asShaped, reshaped, reshapedMost, repacked }) =>
      `${profile}: ${asShaped}, ${reshaped} to ${reshapedMost}, ${repacked}`,
  );
}

describe('what nominated pods were promised', () => {
  const gpu = fc.constantFrom(
    '3g.20gb@0 3g.20gb@4',
    '3g.20gb@4 2g.10gb@0 1g.5gb@2 1g.5gb@3',
    '1g.5gb@0 1g.5gb@1 2g.10gb@2 2g.10gb@4 1g.5gb@6',
    '1g.5gb@0 2g.10gb@4',
  );
  const pods = fc.array(fc.constantFrom('1g.5gb', '2g.10gb', '3g.20gb', '2 x 1g.5gb'), { maxLength: 4 });

  it('leaves as much in static mode as there is once they are bound', () => {
    fc.assert(
      fc.property(fc.array(gpu, { minLength: 1, maxLength: 2 }), pods, (gpus, asked) => {
        const nominated = leftBy({ gpus }, asked, () => ({ nominated: 'n' }));
        const bound = leftBy({ gpus }, asked, () => ({ on: 'n' }));
        assert.deepEqual(ladder(nominated), ladder(bound));
        assert.equal(nominated.freeSlices, gpus.length * 8, 'nobody uses them yet');
        assert.equal(nominated.freeSlices - nominated.promisedSlices, bound.freeSlices);
      }),
    );
  });

  it('leaves in carve mode one of the ladders that there can be once they are bound', () => {
    const starts = { '3g.20gb': [0, 4], '2g.10gb': [0, 2, 4], '1g.5gb': [0, 1, 2, 3, 4, 5, 6] };
    const profile = fc.constantFrom<keyof typeof starts>('3g.20gb', '2g.10gb', '1g.5gb');
    const used = fc.constantFrom('', '2g.10gb@4=x/old', '1g.5gb@0=x/old', '3g.20gb@4=x/old 1g.5gb@1');
    fc.assert(
      fc.property(profile, used, (asked, text) => {
        const node = nodeObject('n', { gpus: [text], labels: CARVE });
        const old = text.includes('=') ? [podObject('x/old', text.split('@')[0] ?? '', { on: 'n' })] : [];
        const nominated = report(node, ...old, podObject('x/p', asked, { nominated: 'n' }));
        const possible = starts[asked].map((start) => {
          const placement = JSON.stringify({ gpu: 'GPU-n-0', profile: asked, start });
          const annotations = { 'slicewise.dev/placement': placement };
          const { pools } = reportFragmentation(
            clusterOf(node, ...old, podObject('x/p', asked, { on: 'n', annotations })),
          );
          return pools[0] === undefined ? 'illegal' : ladder(pools[0]).join('; ');
        });
        assert.ok(possible.includes(ladder(nominated).join('; ')));
      }),
    );
  });

  it('goes in carve mode where the policy would put it', () => {
    // The right half has slices 4 to 6 for compute, so that a 3g there leaves the left half whole for a 4g.
    const found = leftBy({ gpus: [''], labels: CARVE }, ['3g.20gb'], () => ({ nominated: 'n' }));
    const room = Object.fromEntries(found.profiles.map(({ profile, reshaped }) => [profile, reshaped]));
    assert.deepEqual([room['4g.20gb'], room['3g.20gb'], room['1g.5gb'], found.promisedSlices], [1, 1, 4, 4]);
  });

  it('is no more than there is: what victims still hold is counted once', () => {
    for (const labels of [{}, CARVE]) {
      const gpus = ['3g.20gb@4=x/v 3g.20gb@0=x/w'];
      const victims = ['v', 'w'].map((name) => podObject(`x/${name}`, '3g.20gb', { on: 'n' }));
      const node = nodeObject('n', { gpus, labels });
      const before = report(node, ...victims);
      const after = report(node, ...victims, podObject('x/p', '3g.20gb', { nominated: 'n' }));
      assert.deepEqual([ladder(after), after.promisedSlices], [ladder(before), 0]);
    }
  });

  it('is nothing on another node, and nothing once the pod has ended', () => {
    const node = nodeObject('n', { gpus: ['3g.20gb@4'] });
    for (const pod of [
      podObject('x/p', '3g.20gb', { nominated: 'elsewhere' }),
      podObject('x/p', '3g.20gb', { nominated: 'n', phase: 'Failed' }),
    ]) {
      assert.deepEqual(ladder(report(node, pod)), ladder(report(node)));
    }
  });

  it('goes by importance in carve mode, whatever the order of the pods', () => {
    const node = nodeObject('n', { gpus: [''], labels: CARVE });
    const low = podObject('x/a', '7g.40gb', { nominated: 'n', priority: 1 });
    const high = podObject('x/b', '3g.20gb', { nominated: 'n', priority: 2 });
    assert.deepEqual([report(node, low, high).promisedSlices, report(node, high, low).promisedSlices], [4, 4]);
  });

  it('counts a share of an instance as that', () => {
    const node = {
      labels: { 'nvidia.com/mig-3g.20gb.replicas': '4' },
      allocatable: { 'nvidia.com/mig-3g.20gb.shared': '8' },
    };
    const found = leftBy(node, ['nvidia.com/mig-3g.20gb.shared'], () => ({ nominated: 'n' }));
    assert.deepEqual(
      [found.profiles.find(({ profile }) => profile === '3g.20gb')?.asShaped, found.promisedSlices],
      [1, 4],
    );
  });

  it('may be absurd', () => {
    for (const labels of [{}, CARVE]) {
      const found = report(
        nodeObject('n', { gpus: ['1g.5gb@0 1g.5gb@1'], labels }),
        podObject('x/p', '', { nominated: 'n', requests: { 'nvidia.com/mig-1g.5gb': '1E' } }),
      );
      assert.equal(found.promisedSlices, labels === CARVE ? 0 : 2);
    }
  });
});

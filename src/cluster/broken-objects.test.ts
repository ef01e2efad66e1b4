import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlacement } from '../../solver/model/placement.ts';
import { clusterFrom, nodeIn } from '../testing/objects.ts';

describe('a cluster with everything wrong', () => {
  const cluster = clusterFrom('broken/objects.yaml');
  it('still has all its nodes and the GPU that works', () => {
    const node = nodeIn(cluster, 'illegal-gpus');
    assert.deepEqual(
      node.migGpus.map(({ index, instances }) => [index, instances.map(({ placement }) => formatPlacement(placement))]),
      [[7, ['3g.20gb@4', '4g.20gb@0']]],
    );
    assert.equal(node.gpus.length, 8);
  });

  const wanted: readonly [node: string, problem: RegExp][] = [
    ['annotation-not-json', /annotation slicewise\.dev\/gpus cannot be read/],
    ['annotation-version', /annotation slicewise\.dev\/gpus cannot be read: v is 2, expected 1/],
    ['unknown-product', /unknown GPU product "NVIDIA-Z1000"/],
    ['no-product', /label nvidia\.com\/gpu\.product is missing/],
    ['too-many', /2 x 4g\.20gb cannot exist on 1 GPU of A100-40GB/],
    ['wrong-profile', /A30-24GB has no profile "3g\.20gb"/],
    ['single-invalid', /not cut alike/],
    ['count-no-number', /label nvidia\.com\/gpu\.count is "many", expected a number/],
    ['wrong-mode', /label slicewise\.dev\/mode is "magic"/],
    ['config-pending', /configuration "all-balanced" is pending/],
    ['config-missing', /no ConfigMap has the mig-parted configuration "all-mine"/],
    ['strangers', /held by team\/nobody, which is not on this node/],
    ['too-many-pods', /pods hold 2 x 3g\.20gb in places not known/],
    ['carve-conflict', /2g\.10gb@2 on GPU GPU-c is blocked by 4g\.20gb@0/],
  ];
  for (const [name, problem] of wanted) {
    it(`reports ${name}`, () => {
      const { problems } = nodeIn(cluster, name);
      assert.ok(problems.every(({ object }) => object === `Node ${name}`));
      assert.match(problems.map(({ message }) => message).join('\n'), problem);
    });
  }

  it('reports what is wrong with other objects', () => {
    const found = cluster.problems.map(({ object, message }) => `${object}: ${message}`).join('\n');
    for (const want of [
      /Pod team\/bad-quantity: .*"some" is not a quantity/,
      /Pod team\/half: nvidia\.com\/mig-1g\.5gb: 0\.5 is not a whole number/,
      /Pod team\/no-profile: "nvidia\.com\/mig-huge" names no MIG profile/,
      /ConfigMap gpu-operator\/broken-mig-parted: data\.config\.yaml: is not valid YAML: .* at line 3, column 1$/m,
      /ConfigMap gpu-operator\/odd-mig-parted: data\.config\.yaml: mig-configs\.a is an object, expected a list$/m,
      /configuration same-name: two ConfigMaps define it differently/,
    ]) {
      assert.match(found, want);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1Deployment, V1PriorityClass, V1ResourceQuota } from '@kubernetes/client-node';
import { buildCluster } from '../src/cluster/build-cluster.ts';
import { allProblems } from '../src/cluster/cluster.ts';
import { parseSnapshot } from '../src/cluster/snapshot.ts';
import { why } from '../src/testing/explaining.ts';
import { objectsIn, ofKind, podOf } from './manifests.ts';

const EXAMPLE = 'deploy/examples/inference-cluster';

describe(EXAMPLE, () => {
  const objects = objectsIn(`${EXAMPLE}/*.yaml`);
  const deployments = ofKind<V1Deployment>(objects, 'Deployment');
  const replicas = deployments.flatMap((deployment) =>
    Array.from({ length: deployment.spec?.replicas ?? 1 }, (_, ordinal) => podOf(deployment, ordinal)),
  );
  const pods = replicas.map((pod) => ({ ...pod, status: { phase: 'Pending' } }));
  const cluster = buildCluster(parseSnapshot(JSON.stringify({ kind: 'List', items: [...objects, ...pods] }), EXAMPLE));

  it('has twelve nodes that slicewise reads without a problem', () => {
    assert.equal(cluster.nodes.length, 12);
    assert.deepEqual(allProblems(cluster), []);
  });

  it('has a small pool, a medium pool and a training pool', () => {
    const instances = cluster.nodes.map((node) => [
      node.name.replace(/-\d$/, ''),
      ...node.migGpus.map((gpu) =>
        gpu.instances
          .map(({ placement }) => placement.profile.name)
          .toSorted()
          .join(' '),
      ),
    ]);
    const small = ['small', ...Array.from({ length: 4 }, () => Array.from({ length: 7 }, () => '1g.5gb').join(' '))];
    const medium = ['medium', ...Array.from({ length: 4 }, () => '2g.20gb 2g.20gb 3g.40gb')];
    assert.deepEqual(instances, [
      ...Array.from({ length: 2 }, () => ['cpu']),
      ...Array.from({ length: 4 }, () => medium),
      ...Array.from({ length: 4 }, () => small),
      ...Array.from({ length: 2 }, () => ['train']),
    ]);
  });

  for (const { metadata } of deployments) {
    it(`has a place for a pod of ${metadata?.name}`, () => {
      const { cause } = why(cluster, `${metadata?.namespace}/${metadata?.name}-0`);
      assert.equal(cause, 'placeable');
    });
  }

  it('has quotas that all replicas fit in, and that name all that their teams ask for', () => {
    for (const { metadata, spec } of ofKind<V1ResourceQuota>(objects, 'ResourceQuota')) {
      const asked: Record<string, number> = {};
      for (const pod of replicas.filter((each) => each.metadata?.namespace === metadata?.namespace)) {
        for (const [resource, amount] of Object.entries(pod.spec?.containers[0]?.resources?.limits ?? {})) {
          const key = `requests.${resource}`;
          asked[key] = (asked[key] ?? 0) + Number(amount);
        }
      }
      assert.deepEqual(Object.keys(asked).toSorted(), Object.keys(spec?.hard ?? {}).toSorted());
      for (const [key, amount] of Object.entries(asked)) assert.ok(amount <= Number(spec?.hard?.[key]), key);
    }
  });

  it('names only priority classes that it has', () => {
    const known = ofKind<V1PriorityClass>(objects, 'PriorityClass').map(({ metadata }) => metadata?.name);
    const named = replicas.map(({ spec }) => spec?.priorityClassName);
    assert.deepEqual([...new Set(named)].toSorted(), known.toSorted());
  });
});

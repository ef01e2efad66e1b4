import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { KubeConfig, KubernetesObject, V1Deployment, V1Job } from '@kubernetes/client-node';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { admit } from '../deploy/admission.ts';
import { objectsIn, ofKind, podOf, podOfJob } from '../manifests.ts';

/** All that is meant for `kubectl apply`. */
const MANIFESTS = 'deploy/{manifests/*,examples/*/*,bench-*}.yaml';

describe('the API server, asked to be strict,', { timeout: 120_000 }, () => {
  let plane: ControlPlane;
  let config: KubeConfig;
  before(async () => {
    plane = await startControlPlane();
    config = plane.api.config;
    // What others are in has to be there before they are looked at.
    const everything = objectsIn(MANIFESTS);
    const first = everything.filter(({ kind }) => kind === 'Namespace' || kind === 'PriorityClass');
    for (const object of first) assert.equal(await admit(config, object, 'apply'), undefined);
  });
  after(() => plane?.stop());

  const faultsOf = async (objects: readonly KubernetesObject[]): Promise<readonly string[]> => {
    const answers = await Promise.all(objects.map((object) => admit(config, object, 'dry run')));
    return answers.filter((answer) => answer !== undefined);
  };

  for (const file of globSync(MANIFESTS).toSorted()) {
    it(`takes all of ${file}, and the pods of its Deployments and Jobs`, async () => {
      const objects = objectsIn(file);
      const pods = [
        ...ofKind<V1Deployment>(objects, 'Deployment').map((deployment) => podOf(deployment, 0)),
        ...ofKind<V1Job>(objects, 'Job').map(podOfJob),
      ];
      assert.deepEqual(await faultsOf([...objects, ...pods]), []);
    });
  }

  it('would have found a field that it does not know', async () => {
    const misspelt = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, dta: {} };
    assert.match((await faultsOf([misspelt])).join(), /\.dta: field not declared|unknown field "dta"/);
  });
});

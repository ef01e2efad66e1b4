import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { gpuModels } from '../solver/model/catalogue.ts';
import { profileOf, profileOfResource, resourceOf } from '../solver/model/profile-name.ts';

interface SchedulerConfiguration {
  readonly extenders: readonly { readonly managedResources: readonly { readonly name: string }[] }[];
}

describe('deploy/kube-scheduler.yaml', () => {
  const configuration: SchedulerConfiguration = parse(readFileSync('deploy/kube-scheduler.yaml', 'utf8'));
  const managed = configuration.extenders.flatMap((extender) => extender.managedResources.map(({ name }) => name));

  it('sends the pods that ask for any profile of any model', () => {
    const resources = gpuModels.flatMap(({ profiles }) => profiles.map(({ name }) => resourceOf(name)));
    assert.deepEqual(
      resources.filter((resource) => !managed.includes(resource)),
      [],
    );
  });

  it('names nothing twice, and nothing that no model has', () => {
    assert.equal(new Set(managed).size, managed.length);
    for (const name of managed) {
      const resource = profileOfResource(name);
      assert.ok(resource.ok, name);
      assert.ok(
        gpuModels.some((model) => profileOf(model, resource.value.profile).ok),
        name,
      );
    }
  });
});
